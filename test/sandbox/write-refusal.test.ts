import assert from 'node:assert/strict';
import { memberAt, readJson, type Json } from '../../lib/sandbox/json.ts';
import type { FakeResponse } from '../../lib/sandbox/fake-response.ts';
import * as refusals from '../../lib/sandbox/write-refusal.ts';
import { ROLLOUTS, row } from '../support/sandbox-workloads.ts';

const DEPLOYMENTS = row('Deployment');

function body(response: FakeResponse): Json {
  return readJson(response.body);
}

describe('sandbox Status answers', () => {
  it('joins several causes in brackets and says each once', () => {
    const cause = { reason: 'FieldValueRequired', message: 'Required value', field: 'a' };
    const response = refusals.invalid({ resource: row('Pod'), name: 'p' }, [
      cause,
      cause,
      { ...cause, field: 'b' },
    ]);
    assert.equal(
      memberAt(body(response), ['message']),
      'Pod "p" is invalid: [a: Required value, b: Required value]',
    );
    assert.equal(memberAt(body(response), ['details', 'kind']), 'Pod');
  });

  for (const [code, reason] of [
    [400, undefined],
    [403, undefined],
    [404, 'NotFound'],
    [422, 'Invalid'],
  ] as const) {
    it(`lets a webhook deny with ${code} and the reason ${reason ?? 'left out'}`, () => {
      const response = refusals.deniedByWebhook('policy.example.com', 'no', code, reason);
      assert.equal(response.code, code);
      assert.deepEqual(body(response), {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message: 'admission webhook "policy.example.com" denied the request: no',
        ...(reason === undefined ? {} : { reason }),
        code,
      });
    });
  }

  it('lets a policy deny with the name of its binding, and its message as the cause', () => {
    const response = refusals.deniedByPolicy({ resource: DEPLOYMENTS, name: 'web' }, 'only', 'no');
    const message = "ValidatingAdmissionPolicy 'only' with binding 'only' denied request: no";
    assert.equal(response.code, 422);
    assert.equal(memberAt(body(response), ['message']), `deployments.apps "web" is forbidden: ${message}`);
    assert.deepEqual(memberAt(body(response), ['details', 'causes']), [{ message }]);
  });

  it('refuses media types of custom resources by other code than those of built-in kinds', () => {
    const [typed, custom] = [
      refusals.unsupportedMediaType(DEPLOYMENTS),
      refusals.unsupportedMediaType(ROLLOUTS),
    ];
    assert.deepEqual([typed.code, custom.code], [415, 415]);
    assert.deepEqual(
      [memberAt(body(typed), ['details']), memberAt(body(custom), ['details'])],
      [{}, undefined],
    );
  });
});
