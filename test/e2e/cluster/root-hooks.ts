/** Runs before and after all tests of a run: mocha loads this file first. */
import type { Context } from 'mocha';
import { startShared, stopShared } from '../../support/control-plane/shared-control-plane.ts';

/** A first run builds Kubernetes. */
const BUILD_MS = 60 * 60 * 1000;

export const mochaHooks = {
  async beforeAll(this: Context) {
    this.timeout(BUILD_MS);
    await startShared();
  },
  async afterAll() {
    await stopShared();
  },
};
