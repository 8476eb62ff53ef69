import assert from 'node:assert/strict';
import { isApiStatus, isDenial, parseApiStatus } from '../../../lib/kubernetes/http/api-status.ts';

const EMPTY = { code: 0, reason: '', message: '', details: {}, causes: [] };

describe('the Status object', () => {
  it('gives code, reason, message and causes', () => {
    const details = {
      name: 'app',
      causes: [{ reason: 'FieldValueRequired', message: 'Required value', field: 'spec.x' }],
    };
    const body = { kind: 'Status', code: 422, reason: 'Invalid', message: 'no', details };
    assert.deepEqual(parseApiStatus(body), {
      code: 422,
      reason: 'Invalid',
      message: 'no',
      details,
      causes: [{ reason: 'FieldValueRequired', message: 'Required value', field: 'spec.x' }],
    });
  });

  for (const body of [undefined, null, 7, 'text', [], {}, { code: '422', reason: null, details: [] }]) {
    it(`${JSON.stringify(body)} says nothing`, () => {
      assert.deepEqual(parseApiStatus(body), EMPTY);
      assert.equal(isApiStatus(body), false);
    });
  }

  it('passes over odd causes and keeps ten', () => {
    const causes = [null, 7, { field: 1 }, ...Array.from({ length: 20 }, () => ({ field: 'f' }))];
    const read = parseApiStatus({ details: { causes } }).causes;
    assert.deepEqual(
      read.map(({ field }) => field),
      ['', '', '', ...Array.from({ length: 7 }, () => 'f')],
    );
  });

  it('cuts a message that is too long', () => {
    assert.equal(parseApiStatus({ message: 'x'.repeat(10_000) }).message.length, 4096);
  });

  for (const [message, denial] of [
    ['admission webhook "w.example.com" denied the request: no', true],
    ['admission webhook "w.example.com" denied the request without explanation', true],
    ['Internal error occurred: failed calling webhook "w.example.com": refused', false],
    ['deployments.apps "web" is forbidden: admission webhook "w" denied the request: no', false],
    ['', false],
  ] as const) {
    it(`is ${denial ? 'a' : 'no'} webhook's denial with the message '${message}'`, () => {
      assert.equal(isDenial({ kind: 'Status', message }), denial);
    });
  }

  it('is told by its kind', () => {
    assert.ok(isApiStatus({ kind: 'Status' }));
  });
});
