import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { tokenOfFile } from '../../lib/clusters/token-file.ts';
import { rejectsWith } from '../kubernetes/rejects-with.ts';
import { inFolder } from './folder.ts';

const now = (): number => 1_000;

describe('the token of a file', () => {
  it('is what the file holds, for a minute', () =>
    inFolder(async (folder) => {
      const file = await folder.write('token', 'abc\n');
      assert.deepEqual(await tokenOfFile(file, 'x', now), { token: 'abc', until: 61_000 });
      await folder.write('token', 'def');
      assert.deepEqual(await tokenOfFile(file, 'x', now), { token: 'def', until: 61_000 });
    }));

  it('that is not there cannot be had', () =>
    inFolder(async ({ path }) => {
      await rejectsWith('NoCredentials', tokenOfFile(`${path}/none`, 'x', now));
      await rejectsWith('NoCredentials', tokenOfFile(path, 'x', now));
    }));

  for (const text of ['', '\n', 's3cret s3cret', 's3cret\ns3cret']) {
    it(`that holds ${JSON.stringify(text)} is none, and is not quoted`, () =>
      inFolder(async (folder) => {
        const fault = await rejectsWith(
          'NoCredentials',
          tokenOfFile(await folder.write('token', text), 'x', now),
        );
        assert.doesNotMatch(inspect(fault), /s3cret/);
      }));
  }
});
