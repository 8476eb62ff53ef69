/** Runs after all tests of a run: mocha loads this file first. */
import { closeWorkspace } from './workspace.ts';

export const mochaHooks = {
  async afterAll() {
    await closeWorkspace();
  },
};
