/** What Node.js answers itself, before the API hears of a request: its statuses are described too, without content. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { http } from '@google-cloud/functions-framework';
import { apiFunction } from '../../lib/http/framework/api-function.ts';
import { createRoutes } from '../../lib/http/routes.ts';
import { openHttpServer } from '../../lib/http/server.ts';
import { listBareStatuses, listOperations, listStatuses } from '../support/openapi-document.ts';
import { servingFunction } from '../support/served-functions.ts';
import { api } from './api-builders.ts';

const authorizePush = (): Promise<void> => Promise.resolve();
const refusing = { logRefusal: () => undefined, project: undefined };

/** As `serve` listens; who is slow is not waited for. */
async function onServer(use: (port: number) => Promise<void>): Promise<void> {
  const handle = createRoutes({ api: api(), authorizePush, metrics: undefined, isDraining: () => false });
  const timeouts = { headersTimeout: 50, requestTimeout: 50, connectionsCheckingInterval: 20 };
  const server = await openHttpServer({ port: 0, host: '127.0.0.1', handle, refusing, timeouts });
  try {
    await use(server.port);
  } finally {
    await server.drain(1_000);
  }
}

function onFunction(use: (port: number) => Promise<void>): Promise<void> {
  http('api', apiFunction(api()));
  return servingFunction('api', (url) => use(Number(new URL(url).port)));
}

/** All that comes back until the server ends the connection. */
async function answerTo(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  const ended = Promise.withResolvers<void>();
  let said = '';
  socket.on('data', (chunk: string) => (said += chunk));
  socket.on('error', () => undefined).on('close', () => ended.resolve());
  socket.write(text);
  await ended.promise;
  return said;
}

const line = (method: string, path: string): string => `${method.toUpperCase()} ${path} HTTP/1.1\r\n`;
const HOST = 'Host: localhost\r\n';
const LAST = 'Connection: close\r\n\r\n';

type Ask = (method: string, path: string) => string;

const ASKED: readonly (readonly [status: number, what: string, ask: Ask])[] = [
  [400, 'is not HTTP', (method, path) => `${line(method, path)}no header\r\n\r\n`],
  [400, 'names no host', (method, path) => `${line(method, path)}${LAST}`],
  [
    413,
    'has 20 KB of chunk extensions',
    (method, path) =>
      `${line(method, path)}${HOST}Transfer-Encoding: chunked\r\n${LAST}1;${'x'.repeat(20_000)}\r\n1\r\n0\r\n\r\n`,
  ],
  [417, 'expects what nobody knows', (method, path) => `${line(method, path)}${HOST}Expect: tea\r\n${LAST}`],
  [
    431,
    'has headers of 20 KB',
    (method, path) => `${line(method, path)}${HOST}X: ${'x'.repeat(20_000)}\r\n${LAST}`,
  ],
];
const SLOW: (typeof ASKED)[number] = [
  408,
  'never comes to its end',
  (method, path) => line(method, path) + HOST,
];

for (const [where, on, asked] of [
  ['serve', onServer, [...ASKED, SLOW]],
  ['the framework', onFunction, ASKED],
] as const)
  describe(`what Node.js answers in ${where}`, () => {
    for (const [path, method] of listOperations())
      for (const [status, what, ask] of asked)
        it(`to ${method.toUpperCase()} ${path} that ${what} is a described ${status} without content`, () =>
          on(async (port) => {
            const said = await answerTo(port, ask(method, path));
            assert.match(said, new RegExp(`^HTTP/1\\.1 ${status} `));
            assert.match(said, /\r\n\r\n(?:0\r\n\r\n)?$/);
            assert.ok(listStatuses(path, method).includes(String(status)));
          }));
  });

describe('the statuses without content', () => {
  for (const [path, method] of listOperations())
    it(`of ${method.toUpperCase()} ${path} are those that Node.js answers`, () => {
      const known = new Set([...ASKED, SLOW].map(([status]) => String(status)));
      assert.deepEqual(
        listBareStatuses(path, method).filter((status) => !known.has(status)),
        [],
      );
    });
});
