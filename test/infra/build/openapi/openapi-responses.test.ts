import assert from 'node:assert/strict';
import { isObject, objectOr, valueAt } from '../../../../lib/core/text/json.ts';
import { faultStatus } from '../../../../lib/http/fault-status.ts';
import { PROBLEM_HEADERS } from '../../../../lib/http/http-response.ts';
import {
  problemContent,
  reasonsWithStatus,
  responsesOfAll,
} from '../../../../infra/build/openapi/openapi-responses.ts';

function narrowed(status: number, response: object): unknown {
  const all = valueAt(response, [String(status), 'content', 'application/problem+json', 'schema', 'allOf']);
  return Array.isArray(all) ? all[1] : undefined;
}

describe('a described problem', () => {
  for (const [status, headers] of Object.entries(PROBLEM_HEADERS))
    it(`${status} has the headers of its status`, () => {
      const described = valueAt(problemContent(Number(status), 'd'), [status, 'headers']);
      assert.deepEqual(Object.keys(objectOr(described)), Object.keys(headers));
    });

  it('has its status, its reasons, and a remedy unless the caller is not authenticated', () => {
    const reasons = ['PermissionDenied'] as const;
    assert.deepEqual(narrowed(403, problemContent(403, 'd', { reasons })), {
      properties: { status: { const: 403 }, reason: { enum: reasons } },
      required: ['reason', 'remedy'],
    });
    const unauthenticated = narrowed(401, problemContent(401, 'd', { reasons: ['Unauthenticated'] }));
    assert.deepEqual(valueAt(unauthenticated, ['required']), ['reason']);
    assert.deepEqual(narrowed(404, problemContent(404, 'd')), { properties: { status: { const: 404 } } });
  });
});

describe('the reasons of a status', () => {
  it('are those of all faults that are answered with it', () => {
    for (const status of [400, 401, 403, 500, 503]) {
      const reasons = reasonsWithStatus(status);
      assert.ok(reasons.length > 0 && reasons.every((reason) => faultStatus(reason) === status));
    }
  });
});

describe('what every path may be answered with', () => {
  it('names the methods of the path', () =>
    assert.equal(
      valueAt(responsesOfAll('GET, HEAD'), ['405', 'headers', 'allow', 'schema', 'const']),
      'GET, HEAD',
    ));

  it('describes each status', () => {
    for (const response of Object.values(responsesOfAll('POST')))
      assert.ok(isObject(response) && typeof response['description'] === 'string');
  });
});
