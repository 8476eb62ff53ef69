/** Runs before all tests of a run: mocha loads this file first. */
import type { Context } from 'mocha';
import { findRegistry } from './find-registry.ts';

/** A first run builds the registry. */
const BUILD_MS = 20 * 60 * 1000;

export const mochaHooks = {
  async beforeAll(this: Context) {
    this.timeout(BUILD_MS);
    await findRegistry({
      environment: process.env,
      onProgress: (line) => void process.stdout.write(`    ${line}\n`),
    });
  },
};
