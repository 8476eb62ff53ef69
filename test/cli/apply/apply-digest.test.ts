/** `apply IMAGE:TAG` of a container whose image has a digest: it gets the digest of the registry, or is left as it is. */
import assert from 'node:assert/strict';
import { runApply, type ApplyOptions } from '../../../lib/cli/apply/run-apply.ts';
import { commandResolver } from '../../../lib/cli/registry-digest.ts';
import { EXIT } from '../../../lib/cli/exit-code.ts';
import { objectOr, parseJson } from '../../../lib/core/text/json.ts';
import { startSandbox } from '../../../lib/sandbox/start-sandbox.ts';
import { digest } from '../../support/builders.ts';
import { run } from '../../support/cli-in-process.ts';
import { images, stored } from '../../support/on-sandbox.ts';
import {
  sendManifest,
  withFakeRegistry,
  type FakeRegistry,
  type Intercept,
} from '../../support/registry/fake-registry.ts';
import { imageManifest } from '../../support/registry/manifests.ts';
import { servedConfig } from '../../support/served-functions.ts';

const [FIRST, SECOND] = [imageManifest('first'), imageManifest('second')];
const ANY = 'rules: [{ match: { namespaces: [shop] }, policy: any }]\n';

interface Applied {
  readonly code: number;
  readonly runs: string | undefined;
  readonly noted: string;
  readonly written: string;
  readonly seen: number;
}

/** Applies `app:v2` of a registry to a container that runs `app:v1` with a digest. */
function applied(
  options: Partial<ApplyOptions>,
  { intercept, more = '', push = true }: { intercept?: Intercept; more?: string; push?: boolean } = {},
): Promise<Applied> {
  return withFakeRegistry(intercept === undefined ? {} : { intercept }, async (registry) => {
    if (push) await registry.push('app', 'v2', FIRST);
    return applyTo(registry, options, more);
  });
}

async function applyTo(
  registry: FakeRegistry,
  options: Partial<ApplyOptions>,
  more: string,
): Promise<Applied> {
  const image = `${registry.host}/app:v1@${digest(2)}`;
  const sandbox = await startSandbox({ objects: [stored({ containers: [{ name: 'app', image }] })] });
  try {
    const resolveDigest = await commandResolver({}, []);
    const { code, noted, written } = await run(
      (context) => runApply({ image: `${registry.host}/app:v2`, yes: true, ...options }, context),
      {
        environment: { IMAGE_UPDATER_CONFIG: servedConfig({ test: sandbox }, ANY + more) },
        resolveDigest,
      },
    );
    const runs = images(sandbox)['app']?.replace(`${registry.host}/`, '');
    return { code, runs, noted, written, seen: registry.seen.length };
  } finally {
    await sandbox.close();
  }
}

describe('apply of a tag without a digest', () => {
  it('writes the digest of the registry', async () => {
    const { code, runs, seen } = await applied({});
    assert.deepEqual([code, runs, seen], [EXIT.done, `app:v2@${FIRST.digest}`, 1]);
  });

  it('writes the digest of the registry in spite of --unpinned', async () =>
    assert.equal((await applied({ unpinned: true })).runs, `app:v2@${FIRST.digest}`));

  it('names the digest before the question, and in each row', async () => {
    const { noted, written } = await applied({});
    assert.ok(noted.includes(FIRST.digest));
    assert.ok(written.includes(FIRST.digest.slice(7, 15)));
  });

  it('names the digest in each row of the document', async () => {
    const { written } = await applied({ json: true });
    const [cluster] = [objectOr(parseJson(written))['clusters']].flat();
    const [row] = [objectOr(cluster)['updated']].flat();
    assert.equal(objectOr(row)['digest'], FIRST.digest);
  });

  it('writes the digest that was resolved, also if the tag moves before the patch', async () => {
    let count = 0;
    const { runs } = await applied(
      {},
      {
        intercept: (request, response) => {
          count += 1;
          sendManifest(request, response, count === 1 ? FIRST : SECOND);
          return true;
        },
      },
    );
    assert.equal(runs, `app:v2@${FIRST.digest}`);
  });

  it('skips the container where the registry does not have the tag, and says both', async () => {
    const { runs, noted, written } = await applied({}, { push: false });
    assert.equal(runs, `app:v1@${digest(2)}`);
    assert.match(noted, /TagNotFound/);
    assert.match(written, /NoDigest/);
  });

  it('writes the plain tag where the registry does not have the tag, with --unpinned', async () => {
    const { runs, noted } = await applied({ unpinned: true }, { push: false });
    assert.equal(runs, 'app:v2');
    assert.match(noted, /TagNotFound/);
  });

  it('is refused with --unpinned and a digest, and the registry is not asked', async () => {
    const { code, seen } = await withFakeRegistry({}, (registry) =>
      applyTo(registry, { image: `${registry.host}/app:v2@${digest(3)}`, unpinned: true }, ''),
    );
    assert.deepEqual([code, seen], [EXIT.misuse, 0]);
  });
});
