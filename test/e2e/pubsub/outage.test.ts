/** Pub/Sub goes away while `replay` publishes, and comes back: nothing is lost. */
import assert from 'node:assert/strict';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { valueAt, parseJson } from '../../../lib/core/text/json.ts';
import { keep } from '../../support/keeper.ts';
import { digest } from '../../support/builders.ts';
import { imageUpdater } from './command.ts';
import { startEmulator } from './emulator.ts';
import { findEmulator } from './find-emulator.ts';
import { startInterruptibleProxy } from './interruptible-proxy.ts';
import { restOf, type Rest } from './rest.ts';
import { until } from './until.ts';

const TOPIC = 'projects/shop/topics/replay';
const SUBSCRIPTION = 'projects/shop/subscriptions/replay';
const COUNT = 5_000;

const EVENTS = Array.from({ length: COUNT }, (_, n) => {
  const repository = 'europe-docker.pkg.dev/shop/images/web';
  return JSON.stringify({
    action: 'INSERT',
    digest: `${repository}@${digest(1)}`,
    tag: `${repository}:v${n}`,
  });
});

async function create(rest: Rest): Promise<void> {
  await rest.createTopic(TOPIC);
  await rest.createSubscription({ name: SUBSCRIPTION, topic: TOPIC, ackDeadlineSeconds: 600 });
}

/** Adds what is there now. */
async function collect(rest: Rest, into: Set<string>): Promise<void> {
  // One empty answer does not say that there is nothing.
  for (let empty = 0; empty < 3;) {
    const pulled = await rest.pull(SUBSCRIPTION);
    empty = pulled.length === 0 ? empty + 1 : 0;
    for (const { data } of pulled) into.add(data);
    if (pulled.length > 0)
      await rest.acknowledge(
        SUBSCRIPTION,
        pulled.map(({ ackId }) => ackId),
      );
  }
}

describe('an emulator that goes away during publish, and comes back', () => {
  it('loses nothing of a replay', async () => {
    const found = findEmulator(process.env);
    assert.ok('jar' in found);
    const keeper = keep(await mkdtemp(path.join(tmpdir(), 'pubsub-outage-')));
    // One of its own: this one forgets everything.
    const emulator = await startEmulator(found);
    const rest = restOf(emulator.url);
    const proxy = await startInterruptibleProxy(Number(new URL(emulator.url).port), 300_000);
    try {
      await create(rest);
      const file = path.join(keeper.folder, 'events.jsonl');
      await writeFile(file, `${EVENTS.join('\n')}\n`);
      const environment = { PUBSUB_EMULATOR_HOST: proxy.host, METADATA_SERVER_DETECTION: 'none' };
      const replay = imageUpdater({ keeper, environment }, [
        'replay',
        '--events',
        file,
        '--to',
        TOPIC,
        '--json',
      ]);

      await proxy.closed;
      const arrived = new Set<string>();
      await collect(rest, arrived);
      assert.ok(arrived.size < COUNT, 'it goes away in the middle');
      await emulator.restart();
      await create(rest);
      await until('an attempt while it is away', () => proxy.refused() > 0);
      proxy.open();

      const { code, stdout, stderr } = await replay;
      assert.equal(code, 0, stderr);
      const said = parseJson(stdout);
      assert.deepEqual([valueAt(said, ['read']), valueAt(said, ['published'])], [COUNT, COUNT]);
      await collect(rest, arrived);
      assert.equal(EVENTS.filter((event) => !arrived.has(event)).length, 0);
    } finally {
      await Promise.all([proxy.end(), emulator.end(), keeper.end()]);
    }
  });
});
