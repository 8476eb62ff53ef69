import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { readTokenFile } from '../../lib/clusters/token-file.ts';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { rejectsWith } from '../support/rejects-with.ts';
import { inFolder } from '../support/temporary-folder.ts';

const now = (): number => 1_000;
const fault = (message: string): UpdaterError => new UpdaterError('NotInCluster', message);

describe('the token of a file', () => {
  it('is what the file holds, for a minute', () =>
    inFolder(async (folder) => {
      const file = await folder.write('token', 'abc\n');
      assert.deepEqual(await readTokenFile(file, fault, now), { token: 'abc', until: 61_000 });
      await folder.write('token', 'def');
      assert.deepEqual(await readTokenFile(file, fault, now), { token: 'def', until: 61_000 });
    }));

  it("that is not there cannot be had: the fault is the asker's", () =>
    inFolder(async ({ path }) => {
      await rejectsWith('NotInCluster', readTokenFile(`${path}/none`, fault, now));
      await rejectsWith('NotInCluster', readTokenFile(path, fault, now));
    }));

  for (const text of ['', '\n', 's3cret s3cret', 's3cret\ns3cret']) {
    it(`that holds ${JSON.stringify(text)} is none, and is not quoted`, () =>
      inFolder(async (folder) => {
        const file = await folder.write('token', text);
        const thrown = await rejectsWith('NotInCluster', readTokenFile(file, fault, now));
        assert.doesNotMatch(inspect(thrown), /s3cret/);
      }));
  }
});
