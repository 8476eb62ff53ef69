#!/usr/bin/env node
// What `npm install` of the package links as `image-updater`: in a clone the sources, in an installed package what was
// built of them, for Node runs no TypeScript under node_modules.
import { existsSync } from 'node:fs';

const sources = new URL('main.ts', import.meta.url);
const built = new URL('../../dist/lib/cli/main.js', import.meta.url);
await import(existsSync(sources) ? sources.href : built.href);
