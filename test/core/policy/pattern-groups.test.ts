import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { compareGroups, groupMeaning, type GroupText } from '../../../lib/core/policy/pattern-groups.ts';

/** What two texts of a group of this name compare as: a number, or why not. */
function compare(name: string, a: GroupText, b: GroupText): number | string {
  const meaning = groupMeaning(name);
  assert.ok(typeof meaning === 'object');
  const compared = compareGroups(meaning, a, b);
  return typeof compared === 'number' ? compared : compared.reason;
}

describe('a group of a pattern', () => {
  it('has its meaning by the beginning of its name', () => {
    assert.equal(groupMeaning('track'), 'track');
    assert.equal(groupMeaning('trackOs'), 'track');
    for (const name of ['semver', 'number2', 'textDate'])
      assert.equal(typeof groupMeaning(name), 'object', name);
    for (const name of ['', 'trac', 'version', 'Number', '__proto__'])
      assert.equal(groupMeaning(name), undefined, name);
  });

  const rows: readonly (readonly [name: string, a: GroupText, b: GroupText, expected: number | string])[] = [
    ['number', '10', '9', 1],
    ['number', '9', '10', -1],
    ['number', '7', '007', 0],
    ['text', '10', '9', -1],
    ['semver', '1.10.0', '1.9.0', 1],

    // Absent.
    ['number', undefined, undefined, 0],
    ['number', undefined, '0', -1],
    ['number', '0', undefined, 1],
    ['text', undefined, '', -1],
    ['text', '', undefined, 1],
    ['semver', undefined, '0.0.0', -1],
    ['semver', '0.0.0-0', undefined, 1],
    ['semver', '1.0.0_up57', undefined, 1],
    ['semver', undefined, '1.0.0_up57', -1],

    // A variant is neither above nor below what is of none.
    ['semver', undefined, '1.0.0_jre', 'OtherVariant'],
    ['semver', '1.0.0_jre', undefined, 'OtherVariant'],

    // What cannot be compared, also where the other is absent.
    ['number', 'x', '1', 'NotComparable'],
    ['number', '1', '', 'NotComparable'],
    ['number', 'x', undefined, 'NotComparable'],
    ['number', undefined, 'x', 'NotComparable'],
    ['semver', '1.2', '1.2.3', 'NotAVersion'],
    ['semver', undefined, '1.2', 'NotAVersion'],
    ['semver', '1.2.3_9-jre', '1.2.4_7-jdk', 'OtherVariant'],
  ];
  for (const [name, a, b, expected] of rows)
    it(`${name}: ${JSON.stringify(a) ?? 'absent'} against ${JSON.stringify(b) ?? 'absent'} is ${expected}`, () => {
      assert.equal(compare(name, a, b), expected);
    });

  const text = fc.option(fc.constantFrom('', '1', '02', '10', '1.0.0', '1.0.0-a', '2.0.0_jre', 'x'), {
    nil: undefined,
  });
  for (const name of ['semver', 'number', 'text'])
    it(`${name}: is ordered the other way round where the texts are exchanged`, () => {
      fc.assert(
        fc.property(text, text, (a, b) => {
          const [there, back] = [compare(name, a, b), compare(name, b, a)];
          assert.equal(typeof there === 'number' ? 0 - there || 0 : there, back);
        }),
      );
    });

  it('that cannot be compared is named, with what it holds', () => {
    const meaning = groupMeaning('numberBuild');
    assert.ok(typeof meaning === 'object');
    const refusal = compareGroups(meaning, '1', 'x');
    assert.ok(typeof refusal === 'object');
    for (const part of ['numberBuild', 'digits', 'x']) assert.ok(refusal.detail?.includes(part), part);
  });
});
