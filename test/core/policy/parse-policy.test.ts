import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parsePolicy } from '../../../lib/core/policy/parse-policy.ts';
import { printable } from '../../../lib/core/text/printable.ts';
import { ask, policyOf } from './ask.ts';
import { codePoint } from '../../support/code-point.ts';

const WORDS = ['same-tag', 'any', 'major', 'minor', 'patch', 'never'];
const EXAMPLES = [...WORDS, 'semver:^1.2', 'glob:main-*', String.raw`pattern:(?<number>\d+)`];

/** The complaint about a text that has to be invalid. */
function complaint(text: string): string {
  const parsed = parsePolicy(text);
  assert.ok('invalid' in parsed);
  return parsed.invalid;
}

describe('parsePolicy', () => {
  for (const text of EXAMPLES) {
    it(`${text} is a policy, and keeps its text`, () => {
      assert.equal(policyOf(text).text, text);
    });
    it(`${text} is a policy with spaces and newlines around it`, () => {
      assert.equal(policyOf(` \t${text}\n`).text, text);
    });
  }

  const unknown = ['', ' ', ':', 'Same-Tag', 'always', 'constructor', 'toString', '__proto__', 'regexp:a'];
  const withoutArgument = ['semver', 'glob', 'pattern', 'semver:', 'glob:', 'pattern:', 'glob: '];
  const withArgument = WORDS.map((word) => `${word}:x`);
  for (const text of [
    ...unknown,
    ...withoutArgument,
    ...withArgument,
    'any never',
    '^1.2',
    'glob :a',
    'glob:[a',
  ]) {
    it(`${JSON.stringify(text)} is invalid`, () => {
      assert.ok('invalid' in parsePolicy(text));
    });
  }

  it('lists what is known for a word that is not', () => {
    const said = complaint('semantic');
    for (const word of [...WORDS, 'semver:', 'glob:', 'pattern:', 'semantic'])
      assert.ok(said.includes(word), word);
  });

  it('takes 512 characters and not one more', () => {
    const prefix = 'glob:';
    assert.equal(policyOf(prefix.padEnd(512, 'a')).text.length, 512);
    assert.ok('invalid' in parsePolicy(prefix.padEnd(513, 'a')));
    assert.ok('invalid' in parsePolicy('a'.repeat(600)));
    assert.ok('invalid' in parsePolicy('x'.repeat(200 * 1024)));
  });

  const unprintable = [
    'glob:main\u0007-*',
    'any\u001b[31m',
    'glob:main-*\u200b',
    'semver:^1\n||^2',
    'glob:\ud800',
  ];
  for (const text of [...unprintable, 'pattern:a\u0000b', 'never\u202e', '\u001b]0;title\u0007']) {
    it(`${JSON.stringify(text)} is invalid`, () => {
      assert.ok('invalid' in parsePolicy(text));
    });
  }

  it('never answers with something that a terminal would act on, nor at length', () => {
    const text = fc.string({ unit: codePoint, maxLength: 700 });
    const head = fc.constantFrom('', 'semver:', 'glob:', 'pattern:', 'pattern:(?<', 'glob:[');
    fc.assert(
      fc.property(head, text, (prefix, rest) => {
        const parsed = parsePolicy(prefix + rest);
        const said = 'invalid' in parsed ? parsed.invalid : parsed.policy.text;
        assert.equal(printable(said, 2_000), said);
        assert.ok(said.length < 2_000);
      }),
    );
  });

  it('answers at once under policies that would hold up a backtracking engine', () => {
    const long = 'a'.repeat(10_000);
    assert.equal(ask(policyOf('pattern:(a+)+$'), 'a', `${long}!`), 'NoMatch');
    assert.equal(ask(policyOf('glob:*a*a*a*a*a*a*b'), 'a', long), 'NoMatch');
    assert.equal(ask(policyOf('glob:*a*a*a*a*a*a*b'), 'a', `${long}b`), 'newer');
    assert.ok('invalid' in parsePolicy('(a+)+$'));
    assert.ok('invalid' in parsePolicy('*a*a*a*a*a*a*b'));
  });
});
