import assert from 'node:assert/strict';
import { memberAt, readJson } from '../../lib/sandbox/json.ts';
import { reviewed } from '../../lib/sandbox/review.ts';
import { row } from '../support/sandbox-workloads.ts';

const USER = { username: 'updater@shop.iam.gserviceaccount.com', rights: [] };
const WHO = row('SelfSubjectReview');
const MAY = row('SelfSubjectAccessReview');

describe('sandbox reviews', () => {
  it('say who asks', () => {
    const answer = reviewed(WHO, '{}', USER);
    assert.ok('object' in answer);
    const { username } = USER;
    assert.deepEqual(memberAt(answer.object, ['status']), {
      userInfo: { username, groups: ['system:authenticated'] },
    });
  });

  it('give back what was asked in the order of the API server, and nothing else of it', () => {
    const resourceAttributes = { name: '', resource: 'pods', verb: 'list', namespace: 'shop', other: 'x' };
    const metadata = { labels: { a: 'b' } };
    const answer = reviewed(MAY, JSON.stringify({ metadata, spec: { resourceAttributes } }), USER);
    assert.ok('object' in answer);
    assert.equal(
      JSON.stringify(answer.object['spec']),
      '{"resourceAttributes":{"namespace":"shop","verb":"list","resource":"pods"}}',
    );
    assert.deepEqual([answer.object.metadata, answer.object['status']], [{}, { allowed: false }]);
  });

  for (const [title, resource, body, code] of [
    ['an empty body', WHO, '', 400],
    ['a text', WHO, '"x"', 400],
    ['another kind', WHO, '{"kind":"Pod"}', 400],
    ['metadata that is a list', WHO, '{"metadata":[]}', 400],
    ['a spec that is of no interest here', WHO, '{"spec":7}', undefined],
    ['a spec that is a number', MAY, '{"spec":7}', 400],
    ['no question', MAY, '{}', 422],
    ['two questions', MAY, '{"spec":{"resourceAttributes":{},"nonResourceAttributes":{}}}', 422],
    ['a question about a path', MAY, '{"spec":{"nonResourceAttributes":{"path":"/"}}}', undefined],
  ] as const) {
    it(`answer ${title} of a ${resource.kind} with ${code ?? 'a review'}`, () => {
      const answer = reviewed(resource, body, USER);
      assert.equal('code' in answer ? answer.code : undefined, code);
    });
  }

  it('show the start of a long body only', () => {
    const answer = reviewed(WHO, 'x'.repeat(99), USER);
    assert.ok('code' in answer);
    const message = memberAt(readJson(answer.body), ['message']);
    assert.ok(typeof message === 'string');
    assert.match(message, / \((78){30} \.\.\.\)$/);
  });
});
