/** A program that has the token of the updater. */
import assert from 'node:assert/strict';
import type { Transport } from '../../../../lib/kubernetes/client/transport.ts';
import { isList, readJson } from '../../../../lib/sandbox/json.ts';
import { add } from './attempts.ts';

/** Like a program that has the updater's token: it adds something of its own to the patches of all but CronJobs. */
export function tampering(transport: Transport): Transport {
  return {
    ...transport,
    json: (request) => {
      if (request.method !== 'PATCH' || request.path.includes('/cronjobs/')) return transport.json(request);
      const patch = readJson(request.body ?? '');
      assert.ok(isList(patch));
      const body = JSON.stringify([...patch, add('/spec/template/spec/nodeName', 'node-1')]);
      return transport.json({ ...request, body });
    },
  };
}
