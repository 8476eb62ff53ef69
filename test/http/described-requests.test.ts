/** What the description of the API takes for a call is what the API takes, and nothing else. */
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { NAME, TAG } from '../../lib/core/names/image-reference.ts';
import { CALL_FAULTS, readUpdateRequest } from '../../lib/http/update-request.ts';
import { digest } from '../support/builders.ts';
import { complaintsAboutValue } from '../support/openapi-document.ts';

/** Why a body is refused; undefined where it is taken. */
function whyRefused(body: unknown, query = ''): string | undefined {
  try {
    const bytes = new TextEncoder().encode(JSON.stringify(body));
    readUpdateRequest(bytes, new URLSearchParams(query), []);
    return undefined;
  } catch (thrown) {
    assert.ok(thrown instanceof UpdaterError);
    return thrown.reason;
  }
}

const isDescribed = (body: unknown): boolean => complaintsAboutValue('Call', body).length === 0;

const name = fc.oneof(
  { weight: 4, arbitrary: fc.stringMatching(NAME.is) },
  fc.constantFrom(
    'nginx',
    'gcr.io/p/web',
    'f'.repeat(64),
    'x'.repeat(247),
    'x'.repeat(248),
    'a:b',
    'A/b',
    'a/B',
  ),
  fc.string(),
);
const tag = fc.oneof(
  { weight: 4, arbitrary: fc.stringMatching(TAG) },
  fc.constantFrom('t'.repeat(129), '-a'),
  fc.string(),
);
const digests = fc.constantFrom(
  digest(1),
  digest(1).toUpperCase(),
  'sha256:1',
  `sha384:${'a'.repeat(96)}`,
  '',
);
const flag = fc.oneof({ weight: 4, arbitrary: fc.boolean() }, fc.constantFrom(null, 'true', 1));
const value = { imageName: name, tag, digest: digests, unpinned: flag, dryRun: flag };
const bodies = fc.oneof(
  { weight: 4, arbitrary: fc.record(value, { requiredKeys: ['imageName', 'tag'] }) },
  fc.record({ ...value, more: fc.jsonValue() }, { requiredKeys: [] }),
  fc.jsonValue(),
);

describe('a body', () => {
  it('is taken where it is as described, and refused by a documented reason where it is not', () => {
    const seen = new Set<boolean>();
    fc.assert(
      fc.property(bodies, (body) => {
        const reason = whyRefused(body);
        seen.add(reason === undefined);
        assert.equal(
          reason === undefined,
          isDescribed(body),
          `${reason ?? 'taken'}: ${JSON.stringify(body)}`,
        );
        assert.ok(reason === undefined || CALL_FAULTS.some((each) => each === reason), reason);
      }),
      { numRuns: 2_000 },
    );
    assert.equal(seen.size, 2);
  });

  const call = { imageName: 'a/b', tag: 'v1' };
  for (const [what, body, is] of [
    ['unpinned without a digest', { ...call, unpinned: true }, true],
    ['unpinned with a digest', { ...call, unpinned: true, digest: digest(1) }, false],
    ['not unpinned with a digest', { ...call, unpinned: false, digest: digest(1) }, true],
    ['a list', [], false],
    ['another key', { ...call, more: 1 }, false],
    ['__proto__', JSON.parse('{"imageName":"a/b","tag":"v1","__proto__":1}'), false],
  ] as const)
    it(`of ${what} is ${is ? 'taken' : 'refused'}, and described so`, () =>
      assert.deepEqual([whyRefused(body) === undefined, isDescribed(body)], [is, is]));
});
