/** Many sandbox clusters in one process: `fleet.js <clusters> <workloads each> <answer time of the last one in ms>`. */
import { startSandbox } from '../../../lib/sandbox/start-sandbox.ts';
import { deployments } from '../../support/measured-deployments.ts';
import { answering } from './answering.ts';

const [clusters = 0, workloads = 0, slowMs = 0] = process.argv.slice(2).map(Number);
const objects = deployments(workloads, 'some');
const sandboxes = await Promise.all(
  Array.from({ length: clusters }, (_, index) =>
    startSandbox({ objects, latencyMs: index === clusters - 1 ? slowMs : 0 }),
  ),
);

answering(sandboxes.map(({ url }) => url).join(','), {});
