import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { apiOptions } from '../../lib/http/api-options.ts';
import { settings } from '../support/builders.ts';
import { silentApp } from '../support/handle-request.ts';
import { rejectsWith } from '../support/rejects-with.ts';

const app = silentApp({ settings: settings(), sources: [] });

describe('the options of the API', () => {
  it('let nobody call where the configuration names nobody', () =>
    rejectsWith('Unauthenticated', apiOptions(app).authenticate({ 'x-api-key': 'key' })));

  it('let in who has a key of the configuration, and as many calls as it says', async () => {
    const sha256 = createHash('sha256').update('key').digest('hex');
    const callers = { keys: [{ name: 'ci', sha256 }], audiences: [], emails: [], callsInFlight: 7 };
    const { authenticate, callsInFlight } = apiOptions(app, callers);
    assert.deepEqual([(await authenticate({ 'x-api-key': 'key' })).name, callsInFlight], ['ci', 7]);
  });
});
