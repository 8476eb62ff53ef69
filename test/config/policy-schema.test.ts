import assert from 'node:assert/strict';
import * as v from 'valibot';
import { pinSchema, policySchema } from '../../lib/config/policy-schema.ts';

describe('policy', () => {
  const schema = policySchema('A sentence.');

  it('carries its sentence', () => assert.equal(v.getDescription(schema), 'A sentence.'));

  it('gives examples that are policies', () => {
    const examples = v.getExamples(schema);
    assert.ok(examples.length > 0);
    assert.deepEqual(
      examples.map((text) => v.parse(schema, text).text),
      examples,
    );
  });

  it('refuses what is none, with a reason', () => {
    const [issue] = v.safeParse(schema, 'latest').issues ?? [];
    assert.notEqual(issue?.message ?? '', '');
  });
});

describe('pin', () => {
  it('is digest or tag', () => {
    assert.deepEqual(
      ['digest', 'tag', 'Tag', '', null].map((value) => v.is(pinSchema(''), value)),
      [true, true, false, false, false],
    );
  });
});
