import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { toUpdaterError, UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import { REASONS, type ErrorReason } from '../../../lib/core/errors/reason.ts';

const TRANSIENT: ReadonlySet<ErrorReason> = new Set<ErrorReason>([
  'Unauthorized',
  'Forbidden',
  'ForbiddenByFrontEnd',
  'NoKubeconfig',
  'NoContext',
  'NoCredentials',
  'PluginFailed',
  'PluginTimeout',
  'InvalidPluginOutput',
  'NotInCluster',
  'NoGoogleCredentials',
  'CredentialsRefused',
  'TokenServerError',
  'NoImpersonation',
  'NoTopic',
  'NoSubscription',
  'ForbiddenToPublish',
  'ForbiddenToPull',
  'ForbiddenToLook',
  'NoMetadata',
  'NotOwnTopic',
  'UnnamedTopic',
  'ApiDisabled',
  'ForbiddenByIam',
  'NoCluster',
  'MissingZones',
  'NotServing',
  'NoEndpoint',
  'InvalidCa',
  'NoSuchHost',
  'Unreachable',
  'ConnectTimeout',
  'ExpiredCertificate',
  'WrongCertificateName',
  'UntrustedCertificate',
  'UnexpectedAnswer',
  'Timeout',
  'Throttled',
  'ServerError',
  'CutStream',
  'Conflict',
  'ClockSkew',
  'OutOfTime',
  'IncompleteBody',
  'Overloaded',
  'Unexpected',
]);

function isFaultReason(code: string): code is ErrorReason {
  const kinds: Readonly<Record<string, { readonly kind: string }>> = REASONS;
  return ['malformed', 'limit', 'failed', 'transient'].includes(kinds[code]?.kind ?? '');
}

describe('fault', () => {
  for (const reason of Object.keys(REASONS).filter(isFaultReason)) {
    it(`${reason}: a retry ${TRANSIENT.has(reason) ? 'can' : 'cannot'} help`, () => {
      assert.equal(new UpdaterError(reason, 'x').transient, TRANSIENT.has(reason));
    });
  }

  it('is an Error with its reason, message, cause, and how long to wait', () => {
    const cause = new Error('behind it');
    const fault = new UpdaterError('Throttled', 'slow down', { cause, retryAfterMs: 2000 });
    assert.ok(fault instanceof Error);
    assert.deepEqual(
      [fault.name, fault.reason, fault.message, fault.cause, fault.retryAfterMs],
      ['Fault', 'Throttled', 'slow down', cause, 2000],
    );
  });

  it('has neither cause nor time to wait where none is given', () => {
    const fault = new UpdaterError('Conflict', 'x');
    assert.deepEqual([fault.cause, fault.retryAfterMs], [undefined, undefined]);
  });

  it('about something is the same, with its names beside those that it knew', () => {
    const fault = new UpdaterError('Throttled', 'x', { retryAfterMs: 2000, terms: { PROJECT: 'shop' } });
    const named = fault.about({ PROJECT: 'bank', CLUSTER: 'main' });
    assert.deepEqual(
      [named.reason, named.message, named.cause, named.retryAfterMs, named.terms],
      ['Throttled', 'x', fault, 2000, { PROJECT: 'shop', CLUSTER: 'main' }],
    );
  });

  describe('toUpdaterError', () => {
    it('a Fault stays the very same', () => {
      const fault = new UpdaterError('Timeout', 'x');
      assert.equal(toUpdaterError(fault), fault);
    });

    it('another Error becomes Unexpected, with the Error as its cause', () => {
      const cause = new TypeError('x is not a function');
      const fault = toUpdaterError(cause);
      assert.deepEqual([fault.reason, fault.message, fault.cause], ['Unexpected', cause.message, cause]);
    });

    it('keeps control characters of foreign messages out of its own', () => {
      assert.equal(toUpdaterError(new Error('\u{1b}[2J')).message, String.raw`\u{1b}[2J`);
    });

    it('takes whatever was thrown, even what has no text', () => {
      fc.assert(
        fc.property(fc.anything({ withNullPrototype: true }), (thrown) => {
          const fault = toUpdaterError(thrown);
          assert.deepEqual([fault.reason, fault.cause], ['Unexpected', thrown]);
        }),
      );
    });
  });
});
