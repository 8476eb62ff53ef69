/** Clocks that are wrong: of a person who applies, of the updater, and of whoever wrote what is there. */
import assert from 'node:assert/strict';
import { request as send } from 'node:http';
import { runApply } from '../../lib/cli/apply/run-apply.ts';
import { runPlan } from '../../lib/cli/plan/run-plan.ts';
import { EXIT } from '../../lib/cli/exit-code.ts';
import { parseAppliedLabel } from '../../lib/core/workload/applied-state.ts';
import { appliedLabelKey } from '../../lib/core/workload/workload.ts';
import { startSandbox, type Sandbox } from '../../lib/sandbox/start-sandbox.ts';
import { run } from '../support/cli-in-process.ts';
import { digest, pushedImage, REPOSITORY, written, type Given } from '../support/builders.ts';
import { toRequest } from '../support/deliveries.ts';
import { withHttp } from '../support/local-server.ts';
import { images, now, patches, stored } from '../support/on-sandbox.ts';
import { parsed, readLabels, sent, servedConfig, serving } from '../support/served-functions.ts';

const TWO_DAYS = 172_800_000;
const IMAGE = pushedImage();

async function withSandbox<T>(given: Given, use: (sandbox: Sandbox) => Promise<T>): Promise<T> {
  const sandbox = await startSandbox({ objects: [stored(given)] });
  try {
    return await use(sandbox);
  } finally {
    await sandbox.close();
  }
}

/** The sandbox behind a server whose clock is so much later than the local one. */
function behindClock<T>({ url }: Sandbox, laterMs: number, use: (url: URL) => Promise<T>): Promise<T> {
  return withHttp((request, response) => {
    const { method, headers, url: path = '/' } = request;
    const passed = send(new URL(path, url), { method, headers }, (answer) => {
      const date = new Date(Date.now() + laterMs).toUTCString();
      answer.pipe(response.writeHead(answer.statusCode ?? 0, { ...answer.headers, date }));
    });
    request.pipe(passed);
  }, use);
}

/** What `apply` or `plan` comes to where the API server's clock is so much later. */
function commanded(command: typeof runApply, laterMs: number) {
  return withSandbox({}, (sandbox) =>
    behindClock(sandbox, laterMs, async (url) => {
      const environment = { IMAGE_UPDATER_CONFIG: `clusters: [{ name: here, server: '${url.origin}' }]` };
      const { code, written: text } = await run((context) => command({ image: IMAGE, yes: true }, context), {
        environment,
      });
      return { code, text, patches: patches(sandbox).length };
    }),
  );
}

/** What one push over Pub/Sub comes to, published so much later than now. */
function pushedLater(laterMs: number, given: Given = {}) {
  return withSandbox(given, (sandbox) =>
    serving(servedConfig({ test: sandbox }), async ({ url, lines }) => {
      const payload = JSON.stringify({
        action: 'INSERT',
        tag: `${REPOSITORY}:v1`,
        digest: `${REPOSITORY}@${digest(1)}`,
      });
      const status = await sent(
        url,
        toRequest('push', {
          payload,
          id: '42',
          publishTime: new Date(Date.now() + laterMs).toISOString(),
          attributes: {},
          topic: { project: 'shop', topic: 'gcr' },
          receivedAt: 0,
        }),
      );
      return { status, images: images(sandbox), labels: now(sandbox).labels, lines };
    }),
  );
}

describe('apply with a clock', () => {
  for (const [what, laterMs] of [
    ['two days ahead of the API server', -TWO_DAYS],
    ['two days behind the API server', TWO_DAYS],
    ['two minutes ahead of the API server', -120_000],
  ] as const)
    it(`${what} changes nothing and fails`, async () => {
      const { code, patches: count } = await commanded(runApply, laterMs);
      assert.deepEqual([code, count], [EXIT.failed, 0]);
    });

  it('two days ahead of the API server says so', async () => {
    assert.match((await commanded(runApply, -TWO_DAYS)).text, /ClockSkew/);
  });
});

describe('a plan with a clock', () => {
  it('two days ahead of the API server says so, and fails', async () => {
    const { code, text } = await commanded(runPlan, -TWO_DAYS);
    assert.deepEqual([code, /ClockSkew/.test(text)], [EXIT.failed, true]);
  });
});

describe('a push that Pub/Sub published 20 minutes ahead of the local clock', () => {
  it('updates the workload', async () => {
    assert.deepEqual(await pushedLater(1_200_000).then((end) => [end.status, end.images]), [
      204,
      { app: IMAGE },
    ]);
  });

  it('counts as published now', async () => {
    const { labels } = await pushedLater(1_200_000);
    const time = parseAppliedLabel(labels[appliedLabelKey('app')] ?? '')?.time ?? Infinity;
    assert.ok(time <= Date.now(), String(time));
  });

  it('is a WARNING in the log of the event, once, with the remedy', async () => {
    const { lines } = await pushedLater(1_200_000);
    const warnings = lines.map(parsed).filter(({ severity }) => severity === 'WARNING');
    assert.equal(warnings.length, 1);
    assert.match(String(warnings[0]?.['remedy']), /clock/);
  });
});

describe('a push that Pub/Sub published some seconds ahead of the local clock', () => {
  it('is no WARNING', async () => {
    const { images: runs, lines } = await pushedLater(30_000);
    assert.deepEqual(runs, { app: IMAGE });
    assert.ok(!lines.some((line) => parsed(line)['severity'] === 'WARNING'));
  });
});

describe('an applied label of a time in the future', () => {
  const future = Date.now() + TWO_DAYS;
  const warnings = async (changes: Parameters<typeof written>[0]) => {
    const { lines } = await pushedLater(0, { metadata: written(changes) });
    return lines
      .filter((line) => parsed(line)['severity'] === 'WARNING')
      .map((line) => [parsed(line)['message'], readLabels(line)['reason'] ?? '']);
  };
  const EXPECTED = [
    ['Containers skipped', 'AppliedInFuture'],
    ['Event handled', ''],
  ];

  it('that holds up a push is a WARNING', async () => {
    assert.deepEqual(await warnings({ mark: `${future}.1`, at: future }), EXPECTED);
  });

  it('is one too where somebody changed the container since', async () => {
    assert.deepEqual(await warnings({ mark: `${future}.1`, at: future, to: `${REPOSITORY}:v0` }), EXPECTED);
  });
});
