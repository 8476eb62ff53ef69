import assert from 'node:assert/strict';
import { readMachineEmail } from '../../lib/google-auth/metadata-server.ts';
import { withMetadataServer } from '../support/metadata-server.ts';
import { newTokens } from '../support/google-tokens.ts';
import { withEnvironment } from '../support/with-environment.ts';

describe('the metadata server', () => {
  it('says which service account the machine runs as', () =>
    withMetadataServer(newTokens(), ({ environment, email }) =>
      withEnvironment(environment, async () => assert.equal(await readMachineEmail(5_000), email)),
    ));
});
