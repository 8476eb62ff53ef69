/** A page in a headless Chromium, by its own protocol: https://chromedevtools.github.io/devtools-protocol. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import {
  valueAt,
  isObject,
  objectOr,
  parseJson,
  stringOr,
  type JsonObject,
} from '../../../lib/core/text/json.ts';
import { findChromium } from './chromium.ts';

export interface Page {
  /** What an expression comes to in the page; a promise is waited for. */
  readonly evaluate: (expression: string) => Promise<unknown>;
  /** Waits until the expression is true. */
  readonly until: (expression: string) => Promise<void>;
  /** What the window is like from now on. */
  readonly show: (view: View) => Promise<void>;
  /** Presses a key and lets it go. */
  readonly press: (key: keyof typeof KEYS) => Promise<void>;
  /** Cuts the page off from the network. */
  readonly goOffline: () => Promise<void>;
  /** Of the whole page, as PNG. */
  readonly screenshot: () => Promise<Uint8Array>;
  /** The addresses of all requests by now. */
  readonly requests: readonly string[];
  /** What the console and the log of the browser complained of by now. */
  readonly complaints: readonly string[];
}

export interface View {
  /** In CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly scheme: 'light' | 'dark';
}

export interface PageOptions {
  /** Globs of addresses that cannot be loaded. */
  readonly blocked?: readonly string[];
}

const KEYS = { Tab: 9, Enter: 13, End: 35, ArrowDown: 40 } as const;

/** A browser that waits for ever would outlive its test. */
const MAX_TRIES = 1_500;

const FLAGS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--remote-debugging-port=0',
];

/** Opens the page while `use` runs. */
export async function onPage<T>(
  url: string,
  use: (page: Page) => Promise<T>,
  options: PageOptions = {},
): Promise<T> {
  const profile = await mkdtemp(path.join(tmpdir(), 'image-updater-browser-'));
  const flags = [...FLAGS, `--user-data-dir=${profile}`, '--window-size=1000,1400', 'about:blank'];
  const browser = spawn(await findChromium(), flags, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(browser, 'close');
  try {
    const socket = new WebSocket(await addressIn(browser.stderr));
    await once(socket, 'open');
    return await use(await open(url, socket, options));
  } finally {
    browser.kill('SIGKILL');
    await ended;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function addressIn(stderr: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stderr })) {
    const [, address] = /^DevTools listening on (ws:\S+)$/.exec(line) ?? [];
    if (address !== undefined) return address;
  }
  return assert.fail('the browser ended before it listened');
}

type Send = (method: string, params?: JsonObject, sessionId?: string) => Promise<JsonObject>;

async function open(url: string, socket: WebSocket, { blocked = [] }: PageOptions): Promise<Page> {
  const [requests, complaints]: [string[], string[]] = [[], []];
  const send = sending(socket, (method, params) => {
    if (method === 'Network.requestWillBeSent') requests.push(String(valueAt(params, ['request', 'url'])));
    if (method === 'Runtime.exceptionThrown') complaints.push(JSON.stringify(params));
    if (method === 'Runtime.consoleAPICalled') complaints.push(JSON.stringify(params));
    if (method === 'Log.entryAdded' && valueAt(params, ['entry', 'level']) === 'error')
      complaints.push(JSON.stringify(params));
  });
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
  const inPage = (method: string, params: JsonObject = {}) => send(method, params, String(sessionId));
  for (const domain of ['Page', 'Network', 'Runtime', 'Log']) await inPage(`${domain}.enable`);
  await inPage('Network.setBlockedURLs', { urls: blocked });
  await inPage('Page.navigate', { url });
  const evaluate = async (expression: string): Promise<unknown> => {
    const answer = await inPage('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    assert.equal(answer['exceptionDetails'], undefined, JSON.stringify(answer));
    return valueAt(answer, ['result', 'value']);
  };
  return {
    evaluate,
    until: async (expression) => {
      for (let tries = 0; (await evaluate(`Boolean(${expression})`)) !== true; tries += 1) {
        assert.ok(tries < MAX_TRIES, `it never came true: ${expression}`);
        await new Promise((again) => setTimeout(again, 20));
      }
    },
    show: async ({ width, height, scheme }) => {
      await inPage('Emulation.setDeviceMetricsOverride', {
        width,
        height,
        deviceScaleFactor: 1,
        mobile: false,
      });
      const features = [{ name: 'prefers-color-scheme', value: scheme }];
      await inPage('Emulation.setEmulatedMedia', { features });
    },
    press: async (key) => {
      const pressed = { key, code: key, windowsVirtualKeyCode: KEYS[key] };
      const text = key === 'Enter' ? { text: '\r' } : {};
      await inPage('Input.dispatchKeyEvent', { type: 'keyDown', ...pressed, ...text });
      await inPage('Input.dispatchKeyEvent', { type: 'keyUp', ...pressed });
    },
    goOffline: async () => {
      const none = { latency: 0, downloadThroughput: 0, uploadThroughput: 0 };
      await inPage('Network.emulateNetworkConditions', { offline: true, ...none });
    },
    screenshot: async () => {
      const { data } = await inPage('Page.captureScreenshot', { captureBeyondViewport: true });
      return Buffer.from(stringOr(data, ''), 'base64');
    },
    requests,
    complaints,
  };
}

function sending(socket: WebSocket, onEvent: (method: string, params: unknown) => void): Send {
  const waiting = new Map<number, (message: JsonObject) => void>();
  let last = 0;
  socket.addEventListener('message', ({ data }: { readonly data: unknown }) => {
    const message = parseJson(String(data));
    if (!isObject(message)) return;
    const { id, method, params } = message;
    if (typeof method === 'string') onEvent(method, params);
    else waiting.get(Number(id))?.(message);
  });
  return async (method, params = {}, sessionId) => {
    const id = (last += 1);
    const answer = new Promise<JsonObject>((resolve) => waiting.set(id, resolve));
    socket.send(JSON.stringify({ id, method, params, sessionId }));
    const { error, result } = await answer;
    assert.equal(error, undefined, `${method}: ${JSON.stringify(error)}`);
    return objectOr(result);
  };
}
