import assert from 'node:assert/strict';
import { formatCommand, type ErrorReason } from '../../../lib/core/errors/reason.ts';
import { artifactError } from '../../../lib/registry/artifact-registry/artifact-error.ts';
import { apiError } from '../../support/iam-credentials.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const PLACE = { project: 'shop', location: 'us', repository: 'images' };
const MEMBER = 'serviceAccount:reader@shop.iam.gserviceaccount.com';

function fault(status: number, body: unknown, retryAfter?: string) {
  const text = JSON.stringify(body) ?? '<html>';
  const response = { status, body, text, retryAfter, request: 'GET https://x/v1' };
  return artifactError(response, PLACE, { token: 's3cret', member: MEMBER }, NOW);
}

describe('an error of Artifact Registry', () => {
  const rows: readonly (readonly [
    title: string,
    status: number,
    body: unknown,
    expected: ErrorReason,
    transient: boolean,
  ])[] = [
    ['403', 403, apiError(403, 'PERMISSION_DENIED', 'IAM_PERMISSION_DENIED'), 'ListingForbidden', false],
    ['404', 404, apiError(404, 'NOT_FOUND'), 'NoArtifactRepository', false],
    [
      '403 where the API is off',
      403,
      apiError(403, 'PERMISSION_DENIED', 'SERVICE_DISABLED'),
      'ApiDisabled',
      true,
    ],
    ['403 of the quota', 403, apiError(403, 'X', 'RATE_LIMIT_EXCEEDED'), 'Throttled', true],
    ['408', 408, apiError(408, 'X'), 'ServerError', true],
    ['429', 429, apiError(429, 'RESOURCE_EXHAUSTED'), 'Throttled', true],
    ['429 of a proxy', 429, undefined, 'Throttled', true],
    ['500', 500, apiError(500, 'INTERNAL'), 'ServerError', true],
    ['502 of a proxy', 502, undefined, 'ServerError', true],
    ['400', 400, apiError(400, 'INVALID_ARGUMENT'), 'UnexpectedAnswer', true],
    ['302', 302, undefined, 'UnexpectedAnswer', true],
    ['403 of a proxy', 403, undefined, 'UnexpectedAnswer', true],
    ['404 of another server', 404, { message: 'no route' }, 'UnexpectedAnswer', true],
  ];
  for (const [title, status, body, expected, transient] of rows)
    it(`${title} is ${expected}, ${transient ? 'transient' : 'permanent'}`, () => {
      const { reason, transient: isTransient } = fault(status, body);
      assert.deepEqual([reason, isTransient], [expected, transient]);
    });

  it('has the command that grants the role on the repository', () => {
    const { reason, terms } = fault(403, apiError(403, 'PERMISSION_DENIED'));
    assert.equal(
      formatCommand(reason, terms),
      `gcloud artifacts repositories add-iam-policy-binding images --location us --project shop --member ${MEMBER} --role roles/artifactregistry.reader`,
    );
  });

  it('has the command that enables the API, in the project that pays', () => {
    const metadata = { service: 'artifactregistry.googleapis.com', consumer: 'projects/123' };
    const { reason, terms } = fault(403, apiError(403, 'PERMISSION_DENIED', 'SERVICE_DISABLED', metadata));
    assert.equal(
      formatCommand(reason, terms),
      'gcloud services enable artifactregistry.googleapis.com --project 123',
    );
  });

  it('says when to come back, and never the token', () => {
    const { retryAfterMs, message } = fault(429, { error: { message: 'Bearer s3cret' } }, '7');
    assert.deepEqual([retryAfterMs, message.includes('s3cret')], [7_000, false]);
  });
});
