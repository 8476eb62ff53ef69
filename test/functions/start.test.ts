import assert from 'node:assert/strict';
import { startFunctions } from '../../functions/start.ts';

const CLUSTERS = "clusters: [{ server: 'http://127.0.0.1:1' }]";

describe('the start of an instance', () => {
  it('makes a function for Pub/Sub and one for callers', () => {
    const functions = startFunctions({ IMAGE_UPDATER_CONFIG: CLUSTERS }, () => assert.fail('nothing to log'));
    assert.deepEqual(Object.keys(functions), ['imagePushed', 'updateImage']);
  });

  it('takes the log of Google\u2019s libraries out of the environment, and warns of it', () => {
    const environment = { IMAGE_UPDATER_CONFIG: CLUSTERS, GOOGLE_SDK_NODE_LOGGING: '*' };
    const lines: string[] = [];
    startFunctions(environment, (line) => void lines.push(line));
    assert.deepEqual([Object.keys(environment), lines.length], [['IMAGE_UPDATER_CONFIG'], 1]);
  });

  it('fails with a wrong configuration', () =>
    assert.throws(() => startFunctions({}, () => undefined), { reason: 'InvalidConfig' }));
});
