import assert from 'node:assert/strict';
import { UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import { requireServing } from '../../../lib/clusters/gke/require-serving.ts';
import { described } from '../../support/gke-builders.ts';

function faultOf(status: unknown, statusMessage?: string): UpdaterError | undefined {
  try {
    requireServing(described({ status, statusMessage }));
    return undefined;
  } catch (thrown) {
    assert.ok(thrown instanceof UpdaterError);
    return thrown;
  }
}

describe('a GKE cluster', () => {
  for (const status of ['RUNNING', 'RECONCILING', 'DEGRADED'])
    it(`that is ${status} can serve`, () => assert.equal(faultOf(status, 'whatever'), undefined));

  for (const status of [
    'STATUS_UNSPECIFIED',
    'PROVISIONING',
    'STOPPING',
    'ERROR',
    'SOMETHING_NEW',
    '',
    5,
    undefined,
  ])
    it(`that is ${String(status)} cannot`, () => {
      const { reason, terms } = faultOf(status) ?? assert.fail();
      assert.equal(reason, 'NotServing');
      assert.deepEqual(terms, { PROJECT: 'shop', LOCATION: 'eu', CLUSTER: 'a' });
    });

  it('that cannot says what Google says of it, printably and not without end', () => {
    const { message } = faultOf('ERROR', `out of \u001b[31mquota${'!'.repeat(10_000)}`) ?? assert.fail();
    assert.match(message, /ERROR: out of \\u\{1b\}\[31mquota!+…/);
    assert.ok(message.length < 500);
  });
});
