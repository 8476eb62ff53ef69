import { registryContract } from '../support/registry/contract.ts';
import { startFakeRegistry } from '../support/registry/fake-registry.ts';

for (const auth of ['none', 'basic', 'token'] as const)
  registryContract('the fake registry', auth, startFakeRegistry);
