import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { registryContract } from '../../support/registry/contract.ts';
import { REGISTRY_VERSION } from './find-registry.ts';
import { startRealRegistry } from './real-registry.ts';

for (const auth of ['none', 'basic', 'token'] as const)
  registryContract("distribution's registry", auth, startRealRegistry);

describe('the version of the registry', () => {
  it('is the one that its module pins', () =>
    assert.match(
      readFileSync(path.join(import.meta.dirname, 'server', 'go.mod'), 'utf8'),
      new RegExp(`github\\.com/distribution/distribution/v3 ${REGISTRY_VERSION.replaceAll('.', '\\.')} `),
    ));
});
