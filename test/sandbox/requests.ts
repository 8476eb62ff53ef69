/** Requests to the sandbox server. */
import type { Agent } from 'node:http';
import { request as open, type IncomingMessage } from 'node:http';

export const PATCH = {
  method: 'PATCH',
  headers: { 'content-type': 'application/json-patch+json' },
  body: '[{"op":"add","path":"/spec/paused","value":true}]',
};

export async function answer(url: string, agent: Agent): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    open(url, { agent }, resolve).on('error', reject).end();
  });
}
