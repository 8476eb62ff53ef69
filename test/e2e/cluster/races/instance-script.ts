/**
 * One process that handles deliveries, as an instance of the function does: several at once, over connections that
 * it keeps. It ends with its parent.
 */
import { responseStatus } from '../../../../lib/core/report/event-result.ts';
import { isConflict } from '../../../../lib/kubernetes/patch-error.ts';
import { openTransport, type Transport } from '../../../../lib/kubernetes/client/transport.ts';
import { handleRequest } from '../../../support/handle-request.ts';
import { glob, settings } from '../../../support/builders.ts';
import { isDelivery, type Answered, type Delivered } from './instance-messages.ts';
import { alwaysThere } from '../../../support/always-there.ts';

const { RACE_SERVER = '', RACE_CA = '', RACE_TOKEN = '', RACE_NAMESPACE = '' } = process.env;
/** After every push of a schedule. */
const RECEIVED_AT = Date.UTC(2200, 0, 1);

const { signal } = new AbortController();

const transport = openTransport({
  server: new URL(RACE_SERVER),
  tls: { ca: RACE_CA },
  token: async () => RACE_TOKEN,
});

/** Counts the patches that found the workload changed. */
function counting(count: { conflicts: number }): Transport {
  return {
    ...transport,
    json: async (request) => {
      const answered = await transport.json(request);
      if (request.method === 'PATCH' && isConflict(answered)) count.conflicts += 1;
      return answered;
    },
  };
}

async function answer({ number, body }: Delivered): Promise<Answered> {
  const count = { conflicts: 0 };
  const namespaces = { include: [glob(RACE_NAMESPACE)], exclude: [] };
  const cluster = { name: 'races', namespaces, transport: counting(count) };
  const request = { path: '/', headers: {}, body: Buffer.from(body), receivedAt: RECEIVED_AT };
  const handled = await handleRequest(
    request,
    { settings: settings({ unnamedTopics: 'allow' }), sources: [alwaysThere(cluster)] },
    signal,
  );
  const reports = handled.status === 'completed' ? handled.report.clusters : [];
  return {
    number,
    status: responseStatus(handled),
    reasons:
      handled.status === 'completed'
        ? reports.flatMap(({ failed, faults }) => [...failed, ...faults].map(({ reason }) => reason))
        : [handled.status],
    conflicts: count.conflicts,
  };
}

process.on('message', (message: unknown) => {
  if (!isDelivery(message)) throw new Error('a delivery was expected');
  void answer(message).then((answered) => process.send?.(answered));
});
process.once('disconnect', () => transport.close());
