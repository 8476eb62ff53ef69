/** Bodies that are no review. */
import assert from 'node:assert/strict';
import { memberAt, readJson, type Json } from '../../../lib/sandbox/json.ts';
import { failure } from '../sandbox-contract-server.ts';
import { type Callers, posted, MAY } from './callers.ts';

export function describeNoReviews(callers: Callers): void {
  describe('a body that is no review', () => {
    const { asLimited } = callers;

    const inThis = 'cannot be handled as a SelfSubjectAccessReview';
    const scheme = 'in scheme "pkg/runtime/scheme.go:111"';
    const kind = 'SelfSubjectAccessReview';
    const notThis = 'the object provided is unrecognized (must be of type SelfSubjectAccessReview)';

    it('is empty', async () => {
      const what = "couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)";
      await refused('', failure(400, `${notThis}: ${what}`, 'BadRequest'));
    });

    for (const [body, summary] of [
      ['nonsense', '6e6f6e73656e7365'],
      ['[]', '5b5d'],
      ['7', '37'],
      ['{"cut": ', '{"cut": '],
      [`{${' '.repeat(40)}`, `{${' '.repeat(29)} ...`],
      ['x'.repeat(40), `${'78'.repeat(30)} ...`],
    ]) {
      it(`is ${body}`, async () => {
        const { status, text } = await asLimited(MAY, { ...posted({}), body: body ?? '' });
        const message = memberAt(readJson(text), ['message']);
        assert.deepEqual([status, memberAt(readJson(text), ['reason'])], [400, 'BadRequest']);
        assert.ok(typeof message === 'string');
        assert.ok(message.startsWith(`${notThis}: couldn't get version/kind; json parse error: `));
        assert.ok(message.endsWith(`(${summary})`));
      });
    }

    for (const [title, body, what] of [
      [
        'is of another kind',
        { kind: 'Pod' },
        `Pod in version "v1" ${inThis}: no kind "Pod" is registered for version "authorization.k8s.io/v1" ${scheme}`,
      ],
      [
        'is of another version',
        { apiVersion: 'example.com/v2' },
        `${kind} in version "v2" ${inThis}: no kind "${kind}" is registered for version "example.com/v2" ${scheme}`,
      ],
      [
        'has a number as its spec',
        { spec: 7 },
        mistyped('number', 'SelfSubjectAccessReview.spec', 'v1.SelfSubjectAccessReviewSpec'),
      ],
      [
        'has a text as its metadata',
        { metadata: 'x' },
        mistyped('string', 'SelfSubjectAccessReview.metadata', 'v1.ObjectMeta'),
      ],
      [
        'has a list as its attributes',
        { spec: { resourceAttributes: [] } },
        mistyped('array', 'SelfSubjectAccessReviewSpec.spec.resourceAttributes', 'v1.ResourceAttributes'),
      ],
      [
        'has a verb that is no text',
        { spec: { resourceAttributes: { verb: true } } },
        mistyped('bool', 'ResourceAttributes.spec.resourceAttributes.verb', 'string'),
      ],
    ] as const) {
      it(title, async () => {
        await refused(JSON.stringify(body), failure(400, what, 'BadRequest'));
      });
    }

    function mistyped(was: string, field: string, type: string): string {
      return `${kind} in version "v1" ${inThis}: json: cannot unmarshal ${was} into Go struct field ${field} of type ${type}`;
    }

    for (const body of [{}, { spec: {} }, { spec: { resourceAttributes: null } }]) {
      it(`asks nothing: ${JSON.stringify(body)}`, async () => {
        const what = 'null: exactly one of nonResourceAttributes or resourceAttributes must be specified';
        await refused(JSON.stringify(body), invalid('spec.resourceAttributes', what));
      });
    }

    it('asks two things', async () => {
      const spec = { resourceAttributes: {}, nonResourceAttributes: { path: '/version', verb: 'get' } };
      const what =
        '{"Path":"/version","Verb":"get"}: cannot be specified in combination with resourceAttributes';
      await refused(JSON.stringify({ spec }), invalid('spec.nonResourceAttributes', what));
    });

    async function refused(body: string, expected: Json): Promise<void> {
      const { status, text } = await asLimited(MAY, { ...posted({}), body });
      assert.deepEqual(readJson(text), expected);
      assert.equal(status, memberAt(expected, ['code']));
    }
  });
}

function invalid(field: string, what: string): Json {
  const message = `Invalid value: ${what}`;
  const details = {
    group: 'authorization.k8s.io',
    causes: [{ reason: 'FieldValueInvalid', message, field }],
  };
  return failure(422, `.authorization.k8s.io "" is invalid: ${field}: ${message}`, 'Invalid', details);
}
