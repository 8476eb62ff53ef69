/** Writes a response to a connection: of `serve`, or of the framework, whose own method would answer 304 and add headers. */
import type { ServerResponse } from 'node:http';
import { framed, type HttpResponse } from './http-response.ts';

/** Writes the whole response, with these headers too. Node omits the content for HEAD. */
export function writeResponse(
  response: ServerResponse,
  answer: HttpResponse,
  more: HttpResponse['headers'] = {},
): void {
  const { status, headers, body } = framed(answer);
  response.writeHead(status, { ...headers, ...more }).end(body);
}
