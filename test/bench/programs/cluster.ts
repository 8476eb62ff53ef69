/** A sandbox cluster: `cluster.js <workloads> some|all`. */
import { startSandbox } from '../../../lib/sandbox/start-sandbox.ts';
import { deployments } from '../../support/measured-deployments.ts';
import { answering } from './answering.ts';

const [count, users] = process.argv.slice(2);
const sandbox = await startSandbox({
  objects: deployments(Number(count), users === 'all' ? 'all' : 'some'),
});
let asked = 0;

answering(sandbox.url, {
  /** Connections that carried requests since this was asked last. */
  connections: () => {
    const requests = sandbox.requests.slice(asked);
    asked = sandbox.requests.length;
    return new Set(requests.map(({ connection }) => connection)).size;
  },
});
