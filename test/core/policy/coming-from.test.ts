/** The examples of lib/core/policy/README.md, for people who come from elsewhere: each line with an arrow is a test. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parsePolicy } from '../../../lib/core/policy/parse-policy.ts';

const PAGE = path.resolve(import.meta.dirname, '../../../lib/core/policy/README.md');
/** `| policy | current | → pushed | update |`, of which the first three are code. */
const EXAMPLE =
  /^\| `(?<policy>[^`]+)` +\| `(?<current>[^`]+)` +\| → `(?<pushed>[^`]+)` +\| (?<result>\w+) +\|$/;

const lines = readFileSync(PAGE, 'utf8').split('\n');
const examples = lines.flatMap((line) => {
  const [, policy = '', current = '', pushed = '', result = ''] = EXAMPLE.exec(line) ?? [];
  return policy === '' ? [] : [{ policy, current, pushed, result }];
});

describe('what the page for people from elsewhere says', () => {
  it('has an example in every line with an arrow', () => {
    assert.equal(examples.length, lines.filter((line) => line.includes('| →')).length);
    assert.ok(examples.length > 15);
  });

  for (const { policy, current, pushed, result } of examples)
    it(`${policy} answers ${current} → ${pushed} with ${result}`, () => {
      const parsed = parsePolicy(policy);
      assert.ok('policy' in parsed);
      const { may } = parsed.policy.evaluate(current, pushed);
      assert.equal(may === 'no' ? 'skip' : 'update', result);
    });

  it('speaks of no policy that cannot be read', () => {
    const ours = lines.flatMap((line) =>
      [...line.matchAll(/`((?:semver|glob|pattern):[^`…]+)`/g)].map(([, text = '']) => text),
    );
    assert.ok(ours.length > 5);
    for (const text of ours) assert.ok('policy' in parsePolicy(text), text);
  });
});
