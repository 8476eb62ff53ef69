import assert from 'node:assert/strict';
import { emailOfMachine } from '../../lib/google/metadata-server.ts';
import { withMetadataServer } from './metadata-server.ts';
import { newTokens } from './tokens.ts';
import { withEnvironment } from './with-environment.ts';

describe('the metadata server', () => {
  it('says which service account the machine runs as', () =>
    withMetadataServer(newTokens(), ({ environment, email }) =>
      withEnvironment(environment, async () => assert.equal(await emailOfMachine(5_000), email)),
    ));
});
