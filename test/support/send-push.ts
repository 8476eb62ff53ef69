/** Sends the function what Pub/Sub sends it when an image was pushed. */
import { request, type ClientRequest } from 'node:http';
import { pushBody, pushPath } from '../../lib/cli/demo/events.ts';
import { DIGEST, PROJECT, deploymentRepository, TAG } from './measured-deployments.ts';

/** Resolves with the answer's end. Not `fetch`: its first call loads a library, which is not to be measured. */
export async function sendPush(address: string, image: string): Promise<void> {
  const repository = deploymentRepository(image);
  const payload = {
    action: 'INSERT',
    digest: `${repository}@${DIGEST}`,
    tag: `${repository}:${TAG}`,
  } as const;
  const headers = { 'content-type': 'application/json' };
  const sent = request(`${address}${pushPath(PROJECT)}`, { method: 'POST', agent: false, headers });
  sent.end(pushBody(PROJECT, { payload, id: image, publishedAt: Date.now() }));
  const status = await statusOf(sent);
  if (status !== 204) throw new Error(`the function answered ${status}`);
}

function statusOf(sent: ClientRequest): Promise<number> {
  return new Promise((resolve, reject) => {
    sent.on('error', reject);
    sent.on('response', (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
  });
}
