/** A registry with faults, and what asking it for a digest comes to. */
import type { ServerResponse } from 'node:http';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import type { CredentialSource } from '../../lib/registry/credential.ts';
import { openRegistry } from '../../lib/registry/open-registry.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { TESTER, type RegistryAuth } from '../support/registry/contract.ts';
import {
  sendManifest,
  withFakeRegistry,
  type FakeRegistry,
  type Intercept,
  type SeenRequest,
} from '../support/registry/fake-registry.ts';
import { imageManifest, indexManifest } from '../support/registry/manifests.ts';

/** What every registry of these tests has as `app:v1`. */
export const INDEX = indexManifest({ 'linux/amd64': imageManifest('amd') });
/** The same with another content, of 10 MB. */
export const MEGABYTES = { ...INDEX, bytes: Buffer.alloc(10_000_000, ' ') };

/** What came of it. */
export interface Outcome {
  /** The digest, or the reason of the error. */
  readonly is: string;
  /** Method and path of each request, and what it carried. */
  readonly requests: readonly string[];
  /** Waits between attempts, in milliseconds. */
  readonly waits: readonly number[];
}

/** How the registry behaves, and who asks. */
export interface Given {
  readonly auth?: RegistryAuth;
  readonly intercept?: Intercept;
  readonly credentials?: CredentialSource;
}

/** The credential that is right. */
export const tester: CredentialSource = () => Promise.resolve(TESTER);

/** Asks for `app:v1`, which is the index. Clocks stand still; a request has half a second. */
export function outcome({ credentials = tester, ...fake }: Given): Promise<Outcome> {
  return withFakeRegistry(fake, async (registry) => {
    await registry.push('app', 'v1', INDEX);
    const clock = fakeClock(1);
    const { digestOf } = openRegistry({ credentials, clock, requestMs: 500 });
    const deadline = { signal: new AbortController().signal, endsAt: clock.now() + 20_000 };
    const is = await digestOf(`${registry.host}/app`, 'v1', deadline).catch((error: unknown) =>
      error instanceof UpdaterError ? error.reason : String(error),
    );
    return { is, requests: requestsOf(registry), waits: clock.waits };
  });
}

/** Method and path of each request, and the scheme of its credential. */
export function requestsOf({ seen }: FakeRegistry): string[] {
  return seen.map(({ method, url, authorization = '' }) =>
    [method, url.replace(/\?.*/, ''), authorization.split(' ')[0]].join(' ').trim(),
  );
}

/** Answers each request after the other with one of these; then the registry answers. */
export function first(...answers: readonly ((response: ServerResponse) => void)[]): Intercept {
  const waiting = [...answers];
  return (_, response) => {
    const answer = waiting.shift();
    answer?.(response);
    return answer !== undefined;
  };
}

/** Answers every request. */
export function always(answer: (response: ServerResponse, request: SeenRequest) => void): Intercept {
  return (request, response) => {
    answer(response, request);
    return true;
  };
}

/** Answers with a status. */
export const status =
  (code: number, headers: Readonly<Record<string, string>> = {}) =>
  (response: ServerResponse): void =>
    void response.writeHead(code, headers).end();

/** Answers with the manifest, and does not name its digest. */
export function sendUnnamed(request: SeenRequest, response: ServerResponse): true {
  sendManifest(request, response, { ...INDEX, digest: undefined });
  return true;
}
