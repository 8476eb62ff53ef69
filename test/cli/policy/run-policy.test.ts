import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { EXIT } from '../../../lib/cli/exit-code.ts';
import { runPolicy } from '../../../lib/cli/policy/run-policy.ts';
import { valueAt, parseJson } from '../../../lib/core/text/json.ts';
import { run } from '../../support/cli-in-process.ts';

const asked = (words: readonly string[], json = false, input = '') =>
  run((context) => runPolicy(words, { json }, context, Readable.from([input])));

describe('image-updater policy', () => {
  it('answers each pushed tag, in lines of JSON where they are wanted', async () => {
    const { code, written } = await asked(['semver:^1', '1.2.3', '1.3.0', '2.0.0'], true);
    assert.equal(code, EXIT.done);
    assert.deepEqual(written.trim().split('\n').map(parseJson), [
      {
        policy: 'semver:^1',
        current: '1.2.3',
        pushed: '1.3.0',
        result: 'update',
        reason: null,
        detail: null,
      },
      {
        policy: 'semver:^1',
        current: '1.2.3',
        pushed: '2.0.0',
        result: 'skip',
        reason: 'OutOfRange',
        detail: null,
      },
    ]);
  });

  it('says in a table what would be updated, and why the rest would not', async () => {
    const { code, written } = await asked(['semver:^1', '1.2.3', '1.3.0', '2.0.0']);
    assert.equal(code, EXIT.done);
    assert.match(written, /^1\.2\.3 +1\.3\.0 +update$/m);
    assert.match(written, /^1\.2\.3 +2\.0\.0 +skip +OutOfRange: /m);
  });

  it('answers lines of standard input, passes empty ones over, and names those that are no question', async () => {
    const lines = 'any\t1\t2\r\n\nany 1 2\nnever\t1\t2\nsemvr\t1\t2\nany\t1\t2\t3\n';
    const { code, written, noted } = await asked([], true, lines);
    assert.equal(code, EXIT.failed);
    assert.deepEqual(
      written
        .trim()
        .split('\n')
        .map((line) => valueAt(parseJson(line), ['reason'])),
      [null, 'Never', 'InvalidPolicy'],
    );
    assert.deepEqual(noted.match(/^line \d+/gm), ['line 3', 'line 6']);
  });

  it('answers lines as lines', async () => {
    const { code, written } = await asked([], false, 'any\t1\t2');
    assert.deepEqual([code, written], [EXIT.done, 'any\t1\t2\tupdate\t\n']);
  });

  for (const words of [['any'], ['any', '1'], ['semvr', '1', '2'], ['any', 'a b', '2'], ['any', '1', 'a b']])
    it(`takes ${words.join(' ')} for wrong use`, async () =>
      assert.equal((await asked(words)).code, EXIT.misuse));

  it('prints nothing that a terminal could act on', async () => {
    const { written } = await asked([], true, 'any\u001b[2J\t1\t2\n');
    assert.ok(!written.includes('\u001b'));
    assert.ok(!(await asked(['any', '1', '\u001b[2J'])).written.includes('\u001b'));
  });
});
