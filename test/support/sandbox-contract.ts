/**
 * What an API server answers, as tests that run against any of them: the sandbox, or a real kube-apiserver.
 * Bodies are compared whole wherever the project reads them.
 */
import { describeCallers } from './sandbox-contract-callers.ts';
import type { ContractServer } from './sandbox-contract-server.ts';
import { deployment, namespaceObject } from './sandbox-workloads.ts';
import { contractOf } from './contract/contract.ts';
import { describePaths, describeForbidden } from './contract/paths.ts';
import { describeLists, describeOldContinue, describeGet } from './contract/lists.ts';
import { describePatches } from './contract/patches.ts';
import { describeRefusedPatches } from './contract/refused-patches.ts';
import { describeCustomResources } from './contract/custom-resources.ts';

/** Registers the tests; `start` is called once, and gives a server without any workload in it. */
export function describeContract(suite: string, start: () => Promise<ContractServer>): void {
  describe(suite, () => {
    let server: ContractServer;
    const contract = contractOf(() => server);

    before(async () => {
      server = await start();
      for (const name of ['contract', 'contract-other', 'contract-empty'])
        await server.create(namespaceObject(name));
      for (const name of ['a', 'b', 'c']) await server.create(deployment('contract-other', name));
    });
    after(async () => {
      await server.close();
    });

    describePaths(contract);
    describeLists(contract);
    describeOldContinue(contract);
    describeForbidden(contract);
    describeCallers(() => server);
    describeGet(contract);
    describePatches(contract);
    describeRefusedPatches(contract);
    describeCustomResources(contract);
  });
}
