import assert from 'node:assert/strict';
import { isApiStatus, isDenial, parseApiStatus } from '../../../lib/kubernetes/client/api-status.ts';

const EMPTY = { reason: '', message: '', details: {} };

describe('the Status object', () => {
  it('gives reason, message and details', () => {
    const details = { name: 'app', causes: [{ reason: 'FieldValueRequired' }] };
    const body = { kind: 'Status', code: 422, reason: 'Invalid', message: 'no', details };
    assert.deepEqual(parseApiStatus(body), { reason: 'Invalid', message: 'no', details });
  });

  for (const body of [undefined, null, 7, 'text', [], {}, { reason: null, message: 7, details: [] }]) {
    it(`${JSON.stringify(body)} says nothing`, () => {
      assert.deepEqual(parseApiStatus(body), EMPTY);
      assert.equal(isApiStatus(body), false);
    });
  }

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
