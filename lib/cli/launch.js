#!/usr/bin/env node
// What `npm install` of the package links as `image-updater`: in a clone the sources, in an installed package what was
// built of them, for Node runs no TypeScript under node_modules. The guard runs first: an old Node reads neither.
import { existsSync } from 'node:fs';

await import('../../infra/node/guard.cjs');
const sources = new URL('main.ts', import.meta.url);
const built = new URL('../../dist/lib/cli/main.js', import.meta.url);
await import(existsSync(sources) ? sources.href : built.href);
