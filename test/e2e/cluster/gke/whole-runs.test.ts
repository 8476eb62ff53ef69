/** Whole runs of the function before two real API servers that the Container API knows as GKE clusters. */
import assert from 'node:assert/strict';
import type { JsonObject } from '../../../../lib/core/text/json.ts';
import { imageOf, pushed } from '../../../support/gke-events.ts';
import { describeAt, deploy, grant, imageIn, openRealGke, serving, type RealGke } from './real-gke.ts';
import { withPort } from './port.ts';

const MACHINE = 'machine@shop.iam.gserviceaccount.com';
const UPDATER = 'updater@shop.iam.gserviceaccount.com';
const TARGET = 'clusters@shop.iam.gserviceaccount.com';
const ALL = { gke: 'projects/shop/locations/-/clusters/-' };

/** Longer than anybody holds on to an answer that was refused. */
const A_WHILE_MS = 11_000;
/** Longer than anybody holds on to a list. */
const A_MINUTE_MS = 61_000;
const AN_HOUR_MS = 3_600_000;

function reasonsOf(entries: readonly JsonObject[]): unknown[] {
  return entries.flatMap(({ reason }) => (reason === undefined ? [] : [reason]));
}

describe('two real API servers as GKE clusters', () => {
  let realGke: RealGke;
  let close: () => Promise<void> = () => Promise.resolve();
  before(async () => {
    ({ realGke, close } = await openRealGke());
  });
  after(() => close());

  /** A namespace of a test's own, with a Deployment in both clusters that these e-mails may patch in them. */
  async function prepareNamespace(namespace: string, rights: { readonly a?: string; readonly b?: string }) {
    const repository = `europe-docker.pkg.dev/shop/images/${namespace}`;
    const { a, b } = realGke;
    await deploy([a, b], namespace, `${repository}:v1`);
    if (rights.a !== undefined) await grant(a, rights.a, namespace);
    if (rights.b !== undefined) await grant(b, rights.b, namespace);
    return {
      namespace,
      push: (n: number) => pushed(n, repository, Date.now()),
      image: (n: number) => imageOf(n, repository),
      images: () => Promise.all([a, b].map((each) => imageIn(each, namespace))),
      patchers: () => Promise.all([a, b].map((each) => each.patchers(namespace))),
    };
  }

  it('are found, and both are updated by the e-mail of the machine', async () => {
    const { namespace, push, image, images, patchers } = await prepareNamespace('machine', {
      a: MACHINE,
      b: MACHINE,
    });
    await serving(realGke, namespace, [ALL], async ({ deliver }) => {
      assert.equal((await deliver(push(1))).status, 204);
    });
    assert.deepEqual(await images(), [image(1), image(1)]);
    assert.deepEqual(await patchers(), [[MACHINE], [MACHINE]]);
  });

  it('are updated by the e-mail of a key, and by that of the account that it acts as, entry by entry', async () => {
    const { namespace, push, image, images, patchers } = await prepareNamespace('key', {
      a: UPDATER,
      b: TARGET,
    });
    realGke.iam.allow(`serviceAccount:${UPDATER}`, TARGET);
    const entries = [{ gke: realGke.a.path }, { gke: realGke.b.path, impersonate: TARGET }];
    const key = await realGke.folder.write('key.json', realGke.endpoint.serviceAccountKey(UPDATER));
    const variables = { GOOGLE_APPLICATION_CREDENTIALS: key };
    const deliver = async ({ deliver: to }: Parameters<Parameters<typeof serving>[3]>[0]) => to(push(1));
    const { status } = await serving(realGke, namespace, entries, deliver, variables);
    assert.equal(status, 204);
    assert.deepEqual(await images(), [image(1), image(1)]);
    assert.deepEqual(await patchers(), [[UPDATER], [TARGET]]);
  });

  it('of which one knows nobody of that e-mail: it is Forbidden until the right is granted, the other done once', async () => {
    const { namespace, push, image, images, patchers } = await prepareNamespace('forbidden', { a: MACHINE });
    const event = push(1);
    await serving(realGke, namespace, [ALL], async ({ deliver }) => {
      const first = await deliver(event);
      assert.equal(first.status, 500);
      assert.deepEqual(new Set(reasonsOf(first.entries)), new Set(['Forbidden']));
      for (const { reason, detail } of first.entries)
        if (reason !== undefined)
          assert.ok(String(detail).includes(`"${MACHINE}" cannot list`), String(detail));
      assert.deepEqual((await images())[0], image(1));

      await grant(realGke.b, MACHINE, namespace);
      assert.equal((await deliver(event)).status, 204);
    });
    assert.deepEqual(await images(), [image(1), image(1)]);
    assert.deepEqual(await patchers(), [[MACHINE], [MACHINE]]);
  });

  it('are updated with a new token when the last one has ended, and when it was revoked before its end', async () => {
    const { namespace, push, image, images } = await prepareNamespace('tokens', { a: MACHINE, b: MACHINE });
    const before = realGke.tokens.issued.length;
    const revokeAll = async () => {
      for (const token of realGke.tokens.issued) realGke.tokens.revoke(token);
      // They remember for ten seconds whose token they have accepted.
      await Promise.all([realGke.a, realGke.b].map(({ plane }) => plane.restartApiServer()));
    };
    await serving(realGke, namespace, [ALL], async ({ deliver, pass }) => {
      assert.equal((await deliver(push(1))).status, 204);
      await revokeAll();
      await pass(AN_HOUR_MS);
      assert.equal((await deliver(push(2))).status, 204);
      assert.deepEqual(await images(), [image(2), image(2)]);
      await revokeAll();
      await pass(A_WHILE_MS);
      assert.equal((await deliver(push(3))).status, 204);
    });
    assert.deepEqual(await images(), [image(3), image(3)]);
    assert.equal(realGke.tokens.issued.length - before, 3);
  });

  it('of which one appears later: it is worked on once the list is asked for again', async () => {
    const { namespace, push, image, images } = await prepareNamespace('appears', { a: MACHINE, b: MACHINE });
    const { containers, b } = realGke;
    containers.remove(b.path);
    const asked = containers.requests.length;
    await serving(realGke, namespace, [ALL], async ({ deliver, pass }) => {
      assert.equal((await deliver(push(1))).status, 204);
      describeAt(containers, b);
      assert.equal((await deliver(push(2))).status, 204);
      assert.equal(containers.requests.length - asked, 1);
      assert.ok(!(await images()).includes(image(3)) && (await images())[1] !== image(2));
      await pass(A_MINUTE_MS);
      assert.equal((await deliver(push(3))).status, 204);
    });
    assert.deepEqual(await images(), [image(3), image(3)]);
    assert.equal(containers.requests.length - asked, 2);
  });

  it('of which one moves to another port: it is followed within the event', async () => {
    const { namespace, push, image, images } = await prepareNamespace('moves', { a: MACHINE, b: MACHINE });
    const { containers, a } = realGke;
    await serving(realGke, namespace, [ALL], async ({ deliver, pass }) => {
      await withPort(a.plane.url, async (host) => {
        describeAt(containers, a, host);
        assert.equal((await deliver(push(1))).status, 204);
        assert.deepEqual(await images(), [image(1), image(1)]);
      });
      describeAt(containers, a);
      await pass(A_WHILE_MS);
      const asked = containers.requests.length;
      const { status, entries } = await deliver(push(2));
      assert.deepEqual([status, reasonsOf(entries)], [204, []]);
      assert.equal(containers.requests.length - asked, 1);
    });
    assert.deepEqual(await images(), [image(2), image(2)]);
  });

  it('that several entries name are patched once each', async () => {
    const { namespace, push, patchers } = await prepareNamespace('twice', { a: MACHINE, b: MACHINE });
    const entries = [
      ALL,
      { gke: realGke.a.path },
      { gke: 'projects/shop/locations/europe-west1/clusters/-' },
    ];
    await serving(realGke, namespace, entries, async ({ deliver }) => {
      const { status, entries: said } = await deliver(push(1));
      assert.equal(status, 204);
      assert.equal(said.filter(({ message }) => message === 'Image updated').length, 2);
    });
    assert.deepEqual(await patchers(), [[MACHINE], [MACHINE]]);
  });
});
