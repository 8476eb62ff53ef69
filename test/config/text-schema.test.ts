import assert from 'node:assert/strict';
import * as v from 'valibot';
import { parsedBy } from '../../lib/config/text-schema.ts';

describe('parsedBy', () => {
  const schema = v.pipe(
    v.string(),
    parsedBy((text) => (text === 'none' ? { invalid: 'expected some' } : { value: text.length })),
  );

  it('replaces a text by what was read in it', () => assert.equal(v.parse(schema, 'four'), 4));

  it('makes an issue of a refusal, which begins with what is expected', () => {
    assert.deepEqual(
      v.safeParse(schema, 'none').issues?.map(({ message }) => message),
      ['some'],
    );
  });

  it('is not asked about what is no text', () => assert.equal(v.safeParse(schema, 1).issues?.length, 1));
});
