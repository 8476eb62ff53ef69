/** The emulator that all tests of a run share, and whether there is one at all. */
import { findEmulator, HOW_TO_GET_ONE } from './find-emulator.ts';
import { startEmulator, type Emulator } from './emulator.ts';

let shared: Emulator | undefined;

/** Whether there is an emulator to test with; the root hooks call this once. Where there has to be one, it is an error. */
export async function startShared(): Promise<boolean> {
  const { CI = '', PUBSUB_EMULATOR_OPTIONAL } = process.env;
  const found = findEmulator(process.env);
  if ('jar' in found) {
    shared = await startEmulator(found);
    return true;
  }
  const why = `No Pub/Sub emulator: ${found.missing}.\n${HOW_TO_GET_ONE}`;
  if (CI !== '' && PUBSUB_EMULATOR_OPTIONAL !== '1')
    throw new Error(`${why}\nIn CI it has to be there, unless PUBSUB_EMULATOR_OPTIONAL=1 says otherwise.`);
  process.stderr.write(`\n${why}\nAll tests of this run are skipped.\n`);
  return false;
}

/** Ends it, where it was started. */
export async function stopShared(): Promise<void> {
  await shared?.end();
  shared = undefined;
}

/** Inside of tests and hooks only. Projects are the test's own, under names of its own. */
export function emulator(): Emulator {
  if (shared === undefined) throw new Error('the emulator runs only while tests do');
  return shared;
}
