import assert from 'node:assert/strict';
import type { Environment } from '../../lib/core/environment.ts';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { pubsubAddress } from '../../lib/pubsub/pubsub-address.ts';

const EMULATOR = 'PUBSUB_EMULATOR_HOST';
const OVERRIDE = 'CLOUDSDK_API_ENDPOINT_OVERRIDES_PUBSUB';

describe('the address of Pub/Sub', () => {
  const addresses: readonly (readonly [Environment, string, number, boolean])[] = [
    [{}, 'pubsub.googleapis.com', 443, false],
    [{ [EMULATOR]: '' }, 'pubsub.googleapis.com', 443, false],
    [{ [EMULATOR]: 'localhost:8085' }, 'localhost', 8085, true],
    [{ [EMULATOR]: '[::1]:8085' }, '[::1]', 8085, true],
    [{ [EMULATOR]: 'http://pubsub:8085' }, 'pubsub', 8085, true],
    [{ [OVERRIDE]: 'https://pubsub.example.internal/' }, 'pubsub.example.internal', 443, false],
    [{ [OVERRIDE]: 'https://pubsub.example.internal:8443/' }, 'pubsub.example.internal', 8443, false],
    [{ [OVERRIDE]: 'http://127.0.0.1:8085/' }, '127.0.0.1', 8085, true],
    [{ [OVERRIDE]: 'https://a.example/', [EMULATOR]: '127.0.0.1:1' }, '127.0.0.1', 1, true],
  ];
  for (const [environment, host, port, plain] of addresses) {
    it(`is ${host}:${port} where the environment is ${JSON.stringify(environment)}`, () =>
      assert.deepEqual(pubsubAddress(environment), { host, port, plain }));
  }

  const refused: readonly Environment[] = [
    { [EMULATOR]: 'localhost' },
    { [EMULATOR]: 'localhost:port' },
    { [EMULATOR]: 'localhost:8085/v1' },
    { [EMULATOR]: '::1:8085' },
    { [OVERRIDE]: 'http://pubsub.example.internal/' },
  ];
  for (const environment of refused) {
    it(`cannot be read in ${JSON.stringify(environment)}`, () =>
      assert.throws(
        () => pubsubAddress(environment),
        (error) => error instanceof UpdaterError && error.reason === 'InvalidConfig',
      ));
  }
});
