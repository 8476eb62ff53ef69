/** What a reader of the results topic gets of a push that updated one workload and was refused at another. */
import { reportEvent } from '../../lib/report/report-event.ts';
import { updateClusters } from '../../lib/pipeline/update-clusters.ts';
import { digest, push, REPOSITORY, settings } from '../support/builders.ts';
import { alwaysThere } from '../support/always-there.ts';
import { onSandbox } from '../support/on-sandbox.ts';
import { DELIVERY } from '../support/report-builders.ts';

const OBJECTS = [
  { name: 'web' },
  { name: 'web-old', containers: [{ name: 'app', image: `${REPOSITORY}:v0` }] },
  { name: 'web-canary' },
];
/** What makes an event of the report: its id and its time. */
export const EVENT = { id: '7f0c9a52-1d2e-4b7e-9c55-0e6f3d1b2a90', time: Date.UTC(2026, 10, 23, 12) };

/** The message, of a real run on a sandbox. */
export function sampleMessage(): Promise<ReturnType<typeof reportEvent>> {
  return onSandbox({ objects: OBJECTS }, async ({ sandbox, cluster }) => {
    sandbox.fail({
      fault: { type: 'webhook', webhook: 'images.example.com', message: 'v1 is not signed', code: 403 },
      match: { path: 'web-canary' },
    });
    const pushed = push({ digest: digest(1), publishedAt: EVENT.time - 2000, id: '8041722640918125' });
    const updater = { settings: settings(), sources: [alwaysThere({ ...cluster, name: 'production' })] };
    const report = await updateClusters(pushed, updater, { signal: new AbortController().signal });
    return reportEvent({ report, delivery: DELIVERY }, EVENT);
  });
}
