import assert from 'node:assert/strict';
import { serverStartupMessage } from '../../../lib/cli/serve/text.ts';
import { NO_CALLERS } from '../../../lib/config/config.ts';
import { config, MINIMAL } from '../../support/config-builders.ts';

const KEY = { name: 'ci', sha256: '0'.repeat(64) };
const STARTUP = {
  config: config(MINIMAL),
  callers: { ...NO_CALLERS, keys: [KEY] },
  options: { host: '127.0.0.1' },
  port: 8080,
};

describe('what serve says when it listens', () => {
  it('is where the API is described', () =>
    assert.match(serverStartupMessage(STARTUP), /^Listening: http:\/\/127\.0\.0\.1:8080\/doc\/ /));

  it('has an address of IPv6 in brackets', () =>
    assert.match(serverStartupMessage({ ...STARTUP, options: { host: '::1' } }), /http:\/\/\[::1\]:8080\//));

  it('is where the metrics are, if there are any', () => {
    const options = { host: '127.0.0.1', metrics: true };
    assert.match(serverStartupMessage({ ...STARTUP, options }), /\nMetrics: \S+\/metrics\n/);
    assert.ok(!serverStartupMessage(STARTUP).includes('/metrics'));
  });

  it('is that there are no callers, no pushers, or that nothing is changed', () => {
    assert.ok(!serverStartupMessage(STARTUP).includes('`callback`'));
    assert.match(serverStartupMessage({ ...STARTUP, callers: NO_CALLERS }), /`callback`/);
    assert.match(serverStartupMessage(STARTUP), /`pushers`/);
    assert.match(
      serverStartupMessage({ ...STARTUP, config: config(`mode: observe\n${MINIMAL}`) }),
      /observe: .*\.\n$/,
    );
  });
});
