import assert from 'node:assert/strict';
import { containerApiError } from '../../../lib/clusters/gke/container-error.ts';
import { formatCommand, type ErrorReason } from '../../../lib/core/errors/reason.ts';
import { MEMBER } from '../../support/gke-builders.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const TOKEN = 's3cret';

function fault(
  status: number,
  body: unknown,
  { retryAfter, member }: { retryAfter?: string; member?: string } = {},
) {
  const answer = {
    status,
    body,
    text: JSON.stringify(body) ?? '<html>',
    retryAfter,
    request: 'GET https://x/v1',
  };
  const asker = { project: 'shop', token: TOKEN, ...(member === undefined ? {} : { member }) };
  return containerApiError(answer, asker, NOW);
}

function error(code: number, message: unknown = 'no', info?: Readonly<Record<string, unknown>>) {
  const details = info && [
    { '@type': 'type.googleapis.com/google.rpc.Help', reason: 'SERVICE_DISABLED' },
    { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', ...info },
  ];
  return { error: { code, message, status: 'STATUS', details } };
}

function disabled(metadata: unknown) {
  return error(403, 'no', { reason: 'SERVICE_DISABLED', metadata });
}

describe('an error of the Container API', () => {
  const rows: readonly (readonly [title: string, status: number, body: unknown, expected: ErrorReason])[] = [
    ['401', 401, error(401), 'CredentialsRefused'],
    ['403', 403, error(403), 'ForbiddenByIam'],
    ['403 with another reason', 403, error(403, 'no', { reason: 'IAM_PERMISSION_DENIED' }), 'ForbiddenByIam'],
    ['403 with odd details', 403, { error: { details: [null, 5, { '@type': 5 }] } }, 'ForbiddenByIam'],
    ['403 with details that are no list', 403, { error: { details: 'SERVICE_DISABLED' } }, 'ForbiddenByIam'],
    ['403 where the API is off', 403, disabled({}), 'ApiDisabled'],
    ['403 where the quota is used up', 403, error(403, 'no', { reason: 'RATE_LIMIT_EXCEEDED' }), 'Throttled'],
    ['404', 404, error(404), 'NoCluster'],
    ['408', 408, error(408), 'ServerError'],
    ['429', 429, error(429), 'Throttled'],
    ['429 of a proxy', 429, undefined, 'Throttled'],
    ['500', 500, error(500), 'ServerError'],
    ['502 of a proxy', 502, undefined, 'ServerError'],
    ['503', 503, error(503), 'ServerError'],
    ['400', 400, error(400), 'UnexpectedAnswer'],
    ['302', 302, undefined, 'UnexpectedAnswer'],
    ['403 of a proxy', 403, undefined, 'UnexpectedAnswer'],
    ['404 of another server', 404, { message: 'no route' }, 'UnexpectedAnswer'],
    ['403 whose error is a text', 403, { error: 'access_denied' }, 'UnexpectedAnswer'],
  ];
  for (const [title, status, body, expected] of rows)
    it(`${title} is ${expected}`, () => assert.equal(fault(status, body).reason, expected));

  it('says how long to wait', () => {
    assert.equal(fault(429, error(429), { retryAfter: '7' }).retryAfterMs, 7000);
    assert.equal(fault(429, error(429), { retryAfter: 'Mon, 23 Nov 2026 12:00:09 GMT' }).retryAfterMs, 9000);
    assert.equal(fault(429, error(429)).retryAfterMs, undefined);
  });

  it('tells who lacks which right on which project', () => {
    const { reason, terms } = fault(403, error(403), { member: MEMBER });
    assert.equal(
      formatCommand(reason, terms),
      `gcloud projects add-iam-policy-binding shop --member ${MEMBER} --role roles/container.clusterViewer --condition None`,
    );
  });

  const consumers: readonly (readonly [metadata: unknown, service: string, project: string])[] = [
    [{ service: 'container.googleapis.com', consumer: 'projects/123' }, 'container.googleapis.com', '123'],
    [
      { service: 'iamcredentials.googleapis.com', consumer: 'projects/bank' },
      'iamcredentials.googleapis.com',
      'bank',
    ],
    [{}, 'container.googleapis.com', 'shop'],
    [undefined, 'container.googleapis.com', 'shop'],
    [
      { service: '$(reboot).googleapis.com', consumer: 'projects/a; reboot' },
      'container.googleapis.com',
      'shop',
    ],
    [{ service: 5, consumer: ['projects/x'] }, 'container.googleapis.com', 'shop'],
  ];
  for (const [metadata, service, project] of consumers)
    it(`of an API that is off, with ${JSON.stringify(metadata)}, is fixed in ${project}`, () => {
      const { reason, terms } = fault(403, disabled(metadata));
      assert.equal(formatCommand(reason, terms), `gcloud services enable ${service} --project ${project}`);
    });

  it('is told in the words of Google, printably and not without end', () => {
    const { message } = fault(
      403,
      error(403, `Required "container.clusters.list"\u001b[2J${'! '.repeat(5000)}`),
    );
    assert.match(message, /^GET https:\/\/x\/v1: 403 STATUS: Required "container\.clusters\.list"\\u\{1b\}/);
    assert.ok(message.length < 700);
  });

  it('never contains a token, neither the sent one nor a text as long as one', () => {
    const other = `ya29.c.${'b0Aaekm_1'.repeat(30)}`;
    const { message } = fault(403, error(403, `Bearer ${TOKEN} and ${other} may not`));
    assert.match(message, /Bearer … and … may not$/);
  });

  it('is told without a word of a body that is no error of Google', () => {
    const { message } = fault(502, `<p>${TOKEN}</p>`);
    assert.doesNotMatch(message, /s3cret/);
  });
});
