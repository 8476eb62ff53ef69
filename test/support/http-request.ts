/** Requests of `node:http`: `fetch` adds headers of its own, and sends only whole bodies. */
import { request, type IncomingMessage, type RequestOptions } from 'node:http';

/** The head of the response. With `body`, only this part of a longer body is sent. */
export function responseTo(url: string, options: RequestOptions, body?: string): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const client = request(url, options, (response) => resolve(response.resume()));
  client.on('error', reject);
  if (body === undefined) client.end();
  else client.write(body);
  return promise;
}
