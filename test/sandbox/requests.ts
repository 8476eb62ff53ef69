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

export const LIST = '/apis/apps/v1/deployments';
export const WEB = '/apis/apps/v1/namespaces/shop/deployments/web';

/** The status of an answer, or the code of a network error, of whatever depth. */
export async function failureOf(url: string, init: RequestInit = {}): Promise<unknown> {
  try {
    const response = await fetch(url, init);
    await response.text();
    return response.status;
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    return cause instanceof Error && 'code' in cause ? cause.code : 'failed';
  }
}
