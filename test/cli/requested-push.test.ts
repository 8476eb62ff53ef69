import assert from 'node:assert/strict';
import { EXIT } from '../../lib/cli/exit-code.ts';
import { planPush, readRequestedPush, type PushOptions } from '../../lib/cli/requested-push.ts';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import type { DigestLookup } from '../../lib/core/event/digest-lookup.ts';
import type { Push } from '../../lib/core/event/push.ts';
import { startSandbox } from '../../lib/sandbox/start-sandbox.ts';
import { inFolder } from '../support/temporary-folder.ts';
import { digest, REPOSITORY } from '../support/builders.ts';
import { posted } from '../support/deliveries.ts';
import { servedConfig } from '../support/served-functions.ts';
import { patches, stored } from '../support/on-sandbox.ts';
import { run } from '../support/cli-in-process.ts';

const environment = { IMAGE_UPDATER_CONFIG: "clusters: [{ name: a, server: 'http://127.0.0.1:1' }]" };

async function pushOf(options: PushOptions): Promise<Push | number> {
  let push: Push | undefined;
  const { code } = await run(
    async (context) => {
      const pushed = await readRequestedPush(options, context);
      if ('code' in pushed) return pushed.code;
      ({ push } = pushed);
      assert.equal(pushed.updateContext.settings.mode, 'observe');
      return 0;
    },
    { environment },
  );
  return push ?? code;
}

describe('what plan and apply are about', () => {
  for (const [image, repository, tag, bits] of [
    ['nginx', 'docker.io/library/nginx', 'latest', undefined],
    ['gcr.io/p/web:1', 'us-docker.pkg.dev/p/gcr.io/web', '1', undefined],
    [`h.example/r:1@${digest(1)}`, 'h.example/r', '1', digest(1)],
  ] as const)
    it(`is the push that ${image} would be, by whoever asks`, async () => {
      const push = await pushOf({ image });
      assert.ok(typeof push !== 'number');
      assert.deepEqual(
        [push.repository, push.tag, push.digest, push.caller],
        [repository, tag, bits, 'tester'],
      );
    });

  it('is not waited for where the command is interrupted while it reads', () =>
    inFolder(async (folder) => {
      const event = await folder.write('event.json', '{}');
      const { code } = await run(
        async (context) => {
          const pushed = await readRequestedPush({ event }, context);
          return 'code' in pushed ? pushed.code : EXIT.done;
        },
        { environment, signal: AbortSignal.abort() },
      );
      assert.equal(code, EXIT.interrupted);
    }));

  it('is the event in a file, as the registry publishes it and as Pub/Sub pushes it', () =>
    inFolder(async (folder) => {
      const payload = { action: 'INSERT', tag: 'gcr.io/p/web:1' };
      for (const text of [JSON.stringify(payload), new TextDecoder().decode(posted(payload).body)]) {
        const push = await pushOf({ event: await folder.write('event.json', text) });
        assert.ok(typeof push !== 'number');
        assert.equal(push.repository, 'us-docker.pkg.dev/p/gcr.io/web');
      }
    }));

  for (const [what, options, code] of [
    ['neither an image nor an event', {}, EXIT.misuse],
    ['both', { image: 'a:b', event: 'f' }, EXIT.misuse],
    ['no image', { image: 'A B' }, EXIT.misuse],
    ['a digest without a tag', { image: `a@${digest(1)}` }, EXIT.misuse],
    ['a file that is not there', { event: '/no/such/file' }, EXIT.misuse],
    ['a configuration that is not there', { image: 'a:b', config: '/no/such/file' }, EXIT.misuse],
    ['a tag that is ignored', { image: 'a:buildcache' }, EXIT.failed],
  ] as const)
    it(`is not ${what}: the exit code is ${code}`, async () => assert.equal(await pushOf(options), code));
});

describe('a plan', () => {
  it('names every container, shows how far it is, and changes nothing', async () => {
    const objects = Array.from({ length: 25 }, (_, index) =>
      stored({ name: `w${index}`, metadata: { labels: { 'image-updater/hold': 'true' } } }),
    );
    const sandbox = await startSandbox({ objects });
    try {
      const { counts, closed } = await run(
        async (context) => {
          const pushed = await readRequestedPush({ image: `${REPOSITORY}:v1` }, context);
          assert.ok('push' in pushed);
          const { clusters } = await planPush(pushed, context);
          assert.equal(clusters[0]?.skipped[0]?.examples.length, 25);
          return 0;
        },
        { environment: { IMAGE_UPDATER_CONFIG: servedConfig({ a: sandbox }) } },
      );
      assert.deepEqual([counts, closed], [[{ done: 1, total: 1 }], true]);
      assert.equal(patches(sandbox).length, 0);
    } finally {
      await sandbox.close();
    }
  });
});

describe('the digest of a requested push', () => {
  const DIGEST = digest(7);

  /** The push with this lookup, what was said, and how often the registry was asked. */
  async function asked(image: string, lookup: DigestLookup, signal = new AbortController().signal) {
    let count = 0;
    const pushes: Push[] = [];
    const { code, noted } = await run(
      async (context) => {
        const pushed = await readRequestedPush({ image }, context);
        if ('code' in pushed) return pushed.code;
        pushes.push(pushed.push);
        return EXIT.done;
      },
      {
        environment,
        signal,
        resolveDigest: async () => {
          count += 1;
          return lookup;
        },
      },
    );
    return { code, noted, count, digest: pushes[0]?.digest };
  }

  it('is that of the registry', async () => {
    const { digest: found, noted, count } = await asked('a.example/b:1', { is: 'found', digest: DIGEST });
    assert.deepEqual([found, count], [DIGEST, 1]);
    assert.ok(noted.includes(DIGEST));
  });

  it('is the given one, and the registry is not asked', async () => {
    const { digest: given, count } = await asked(`a.example/b:1@${digest(1)}`, { is: 'off' });
    assert.deepEqual([given, count], [digest(1), 0]);
  });

  it('is unknown where the registry fails: the reason and how to get one are printed', async () => {
    const fault = new UpdaterError('RegistryDenied', 'd');
    const { digest: none, noted } = await asked('a.example/b:1', { is: 'failed', fault });
    assert.equal(none, undefined);
    assert.match(noted, /RegistryDenied[^]*sha256:/);
  });

  it('is unknown where looking up is off: how to get one is printed', async () => {
    const { digest: none, noted } = await asked('a.example/b:1', { is: 'off' });
    assert.equal(none, undefined);
    assert.match(noted, /sha256:/);
  });

  it('is not waited for where the command is interrupted', async () => {
    const interrupted = new AbortController();
    const { code } = await run(
      async (context) => {
        const pushed = await readRequestedPush({ image: 'a.example/b:1' }, context);
        return 'code' in pushed ? pushed.code : EXIT.done;
      },
      {
        environment,
        signal: interrupted.signal,
        resolveDigest: async () => {
          interrupted.abort();
          return { is: 'failed', fault: new UpdaterError('OutOfTime', 'd') };
        },
      },
    );
    assert.equal(code, EXIT.interrupted);
  });
});
