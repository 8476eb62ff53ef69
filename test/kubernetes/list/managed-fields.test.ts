import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { textWithoutManagedFields } from '../../../lib/kubernetes/list/managed-fields.ts';

function leftOf(value: unknown): unknown {
  const parsed: unknown = JSON.parse(textWithoutManagedFields(Buffer.from(JSON.stringify(value))));
  return parsed;
}

describe('managedFields', () => {
  it('are left empty, and nothing else is changed', () => {
    const json = fc.jsonValue();
    fc.assert(
      fc.property(json, fc.array(json), json, (before, managedFields, after) => {
        assert.deepEqual(
          JSON.stringify(leftOf({ metadata: { before, managedFields, after }, spec: after })),
          JSON.stringify({ metadata: { before, managedFields: [], after }, spec: after }),
        );
      }),
    );
  });

  for (const text of [
    'managedFields',
    '"managedFields":[',
    '{"managedFields":[1,2]}',
    '\\"managedFields":[',
  ]) {
    it(`stay in a text that says ${text}`, () => {
      assert.deepEqual(leftOf({ note: text, [text]: text }), { note: text, [text]: text });
    });
  }

  it('stay where they are no array, and where the object is no JSON', () => {
    assert.deepEqual(leftOf({ managedFields: { a: 1 } }), { managedFields: { a: 1 } });
    const broken = '{"managedFields":[{"a":1}';
    assert.equal(textWithoutManagedFields(Buffer.from(broken)), broken);
  });
});
