/** Runs before and after all tests of a run: mocha loads this file first. */
import type { Context } from 'mocha';
import { cannotShow } from './cannot-show.ts';
import { startShared, stopShared } from './shared.ts';

export const mochaHooks = {
  async beforeAll(this: Context) {
    if (!(await startShared())) this.skip();
  },
  async afterAll() {
    await stopShared();
    process.stdout.write(cannotShow());
  },
};
