import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { jsonText } from '../../../lib/cli/terminal/json-text.ts';
import { codePoint } from '../../support/code-point.ts';

describe('JSON as text', () => {
  it('has lines, and ends one', () => assert.equal(jsonText({ a: 1 }), '{\n  "a": 1\n}\n'));

  it('says what it was given, whatever that is', () =>
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: codePoint }), (value) =>
        assert.deepEqual(JSON.parse(jsonText(value)), JSON.parse(JSON.stringify(value))),
      ),
    ));

  it('lets no text act on a terminal', () => {
    const nasty = ['\u001b[31m', '\u009b31m', '\u202e', '\u2028', '\ud800', '\u{e0041}'];
    const text = jsonText(nasty);
    assert.ok(!/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(text));
    assert.deepEqual(JSON.parse(text), nasty);
  });

  it('names the image updater in commands and remedies as it can be run here, and nowhere else', () => {
    const here = { run: 'node a.js', quiet: 'node a.js' };
    const said = 'npm run image-updater -- clusters';
    const value = { command: said, remedy: `Run \`${said}\`.`, commands: [said, 'gcloud a'], detail: said };
    assert.deepEqual(JSON.parse(jsonText(value, here)), {
      command: 'node a.js clusters',
      remedy: 'Run `node a.js clusters`.',
      commands: ['node a.js clusters', 'gcloud a'],
      detail: said,
    });
  });
});
