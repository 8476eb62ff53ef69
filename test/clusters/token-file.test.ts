import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { tokenOfFile } from '../../lib/clusters/token-file.ts';
import { Fault } from '../../lib/core/errors/fault.ts';
import { rejectsWith } from '../support/rejects-with.ts';
import { inFolder } from '../support/temporary-folder.ts';

const now = (): number => 1_000;
const fault = (message: string): Fault => new Fault('NotInCluster', message);

describe('the token of a file', () => {
  it('is what the file holds, for a minute', () =>
    inFolder(async (folder) => {
      const file = await folder.write('token', 'abc\n');
      assert.deepEqual(await tokenOfFile(file, fault, now), { token: 'abc', until: 61_000 });
      await folder.write('token', 'def');
      assert.deepEqual(await tokenOfFile(file, fault, now), { token: 'def', until: 61_000 });
    }));

  it("that is not there cannot be had: the fault is the asker's", () =>
    inFolder(async ({ path }) => {
      await rejectsWith('NotInCluster', tokenOfFile(`${path}/none`, fault, now));
      await rejectsWith('NotInCluster', tokenOfFile(path, fault, now));
    }));

  for (const text of ['', '\n', 's3cret s3cret', 's3cret\ns3cret']) {
    it(`that holds ${JSON.stringify(text)} is none, and is not quoted`, () =>
      inFolder(async (folder) => {
        const file = await folder.write('token', text);
        const thrown = await rejectsWith('NotInCluster', tokenOfFile(file, fault, now));
        assert.doesNotMatch(inspect(thrown), /s3cret/);
      }));
  }
});
