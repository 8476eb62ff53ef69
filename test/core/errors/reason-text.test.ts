import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { fillIn, TERMS } from '../../../lib/core/errors/reason-text.ts';

describe('a text with placeholders', () => {
  const filled: readonly (readonly [text: string, filled: string])[] = [
    ['in {PROJECT}', 'in shop'],
    ['{PROJECT}/{PROJECT}', 'shop/shop'],
    ['in PROJECT', 'in PROJECT'],
    ['{LOCATION} of {PROJECT}', 'LOCATION of shop'],
    ['{"project": "{PROJECT}"}', '{"project": "shop"}'],
    ['{OTHER} {project} { PROJECT }', '{OTHER} {project} { PROJECT }'],
  ];
  for (const [text, expected] of filled)
    it(`${text} becomes ${expected}`, () => assert.equal(fillIn(text, { PROJECT: 'shop' }), expected));

  it('takes any value as it is, in one pass', () =>
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom(...TERMS),
        (value, term) => fillIn(`a {${term}} b`, { [term]: value }) === `a ${value} b`,
      ),
    ));

  it('has no names of an object as placeholders', () =>
    assert.equal(fillIn('{options}', { options: '--unpinned' }), '{options}'));
});
