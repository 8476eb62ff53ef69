import assert from 'node:assert/strict';
import type { Push } from '../../../../lib/core/event/push.ts';
import type { ClusterReport } from '../../../../lib/core/report/report.ts';
import { apply } from '../../../../lib/kubernetes/apply.ts';
import { isDenial } from '../../../../lib/kubernetes/client/api-status.ts';
import { scanRepository } from '../../../support/scan-repository.ts';
import { push, settings } from '../../../support/builders.ts';
import { freePort } from '../../../support/free-ports.ts';
import { refusingPolicy, serveWebhooks, webhookConfiguration, type Webhooks } from './admission.ts';
import { ADMIN } from '../../../support/control-plane/control-plane.ts';
import { controlPlane } from '../../../support/control-plane/shared-control-plane.ts';
import { create, openTestNamespace, through, type TestNamespace } from './test-namespace.ts';
import { imageFor, message, redelivers, repositoryOf, runUpdate, wordsOf } from './messages.ts';
import { eventually } from '../../../support/until.ts';
import { currentImage, make, pathOf, statedNow } from './workloads.ts';
import { planned, planning } from '../../../support/planning.ts';
import { DENIALS, POLICIES, failureOf, namesOf, questions } from './denials.ts';

const NAMESPACE = 'refusals';
const ADMISSION = '/apis/admissionregistration.k8s.io/v1';
const WEBHOOKS = `${ADMISSION}/validatingwebhookconfigurations`;

const DRY = ['dry-free', 'dry-no-code', 'dry-told'];

describe('admission on the real server', () => {
  let testNamespace: TestNamespace;
  let webhooks: Webhooks;
  before(async () => {
    webhooks = await serveWebhooks({ ...DENIALS, told: { does: 'allow' }, hangs: { does: 'hang' } });
    testNamespace = await openTestNamespace(NAMESPACE);
  });
  after(async () => {
    testNamespace?.close();
    await webhooks?.close();
  });

  /** Workloads of one repository, called as the webhook or policy that is asked about them; nobody is about `free`. */
  async function makeAll(prefix: string, label: string, names: readonly string[]): Promise<void> {
    for (const name of [...names, 'free']) {
      const labels = { part: prefix, ...(name === 'free' ? {} : { [label]: name }) };
      const image = `${repositoryOf(prefix)}:v1`;
      await make(testNamespace, {
        name: `${prefix}-${name}`,
        image,
        metadata: { labels },
        spec: { replicas: 0 },
      });
    }
  }

  /** Whether a change of a workload, by anybody, would be let through. */
  async function isOpen(name: string): Promise<boolean> {
    const change = [{ op: 'add', path: '/metadata/labels/probe', value: 'x' }];
    const path = `${pathOf(testNamespace, { name })}?dryRun=All`;
    return (await controlPlane().request(ADMIN, 'PATCH', path, change)).status === 200;
  }

  /** The API server learns of webhooks and policies by watching them. */
  function inForce(name: string): Promise<void> {
    return eventually(`the refusal of ${name}`, async () => !(await isOpen(name)));
  }

  describe('that says no by a webhook', () => {
    const repository = repositoryOf('denied');
    const denied: string[] = [];
    let report: ClusterReport;
    before(async () => {
      const names = Object.keys(DENIALS);
      await makeAll('denied', 'webhook', names);
      const hooks = names.map((name) => ({ name, url: webhooks.url }));
      await create(WEBHOOKS, webhookConfiguration('denying', NAMESPACE, webhooks, hooks));
      await inForce('denied-no-code');
      const counting = through(testNamespace, ({ json }) => ({
        json: async (request) => {
          const answered = json(request);
          // A 401 is thrown. What the API server says of itself, being busy, is no denial.
          const isDenied = await answered.then(({ body }) => isDenial(body)).catch(() => true);
          if (isDenied) denied.push(request.path);
          return answered;
        },
      }));
      report = await runUpdate(counting, message(repository, 1));
    });

    for (const name of Object.keys(DENIALS)) {
      it(`(${name}) is Refused in its words after it was denied once, and the image stays`, async () => {
        const failed = failureOf(report, `denied-${name}`);
        assert.equal(failed.reason, 'Refused');
        assert.ok(failed.detail.includes(`admission webhook "${name}.webhooks.example.com" denied`));
        // Not the webhook's count: the API server asks it again where its own cache was behind.
        assert.ok(questions(webhooks, name).some(({ dryRun }) => !dryRun));
        assert.equal(denied.filter((sent) => sent.endsWith(`/denied-${name}`)).length, 1);
        assert.equal(await currentImage(testNamespace, { name: `denied-${name}` }), `${repository}:v1`);
      });
    }

    it('stops no other workload, and wants no redelivery', async () => {
      assert.deepEqual(namesOf(report), ['denied-free']);
      assert.deepEqual([report.skipped, report.faults, redelivers(report)], [[], [], false]);
      assert.equal(
        await currentImage(testNamespace, { name: 'denied-free' }),
        imageFor(message(repository, 1)),
      );
    });
  });

  describe('that says no by a ValidatingAdmissionPolicy', () => {
    const repository = repositoryOf('ruled');
    let report: ClusterReport;
    before(async () => {
      await makeAll('ruled', 'policy', Object.keys(POLICIES));
      for (const [name, [reason]] of Object.entries(POLICIES)) {
        const [policy, binding] = refusingPolicy(name, NAMESPACE, reason);
        await create(`${ADMISSION}/validatingadmissionpolicies`, policy);
        await create(`${ADMISSION}/validatingadmissionpolicybindings`, binding);
        await inForce(`ruled-${name}`);
      }
      report = await runUpdate(testNamespace, message(repository, 1));
    });

    for (const [name, [reason, code]] of Object.entries(POLICIES)) {
      it(`for the reason ${reason} is Refused in its words`, async () => {
        const failed = failureOf(report, `ruled-${name}`);
        assert.equal(failed.reason, 'Refused');
        for (const part of [String(code), reason, 'not on this workload'])
          assert.ok(failed.detail.includes(part), failed.detail);
        assert.equal(await currentImage(testNamespace, { name: `ruled-${name}` }), `${repository}:v1`);
      });
    }

    it('stops no other workload, and wants no redelivery', () => {
      assert.deepEqual([namesOf(report), redelivers(report)], [['ruled-free'], false]);
    });
  });

  describe('whose webhook', () => {
    const sent = message(repositoryOf('silent'), 1);
    let report: ClusterReport;
    before(async () => {
      await makeAll('silent', 'webhook', ['hangs', 'down']);
      const nobody = `https://127.0.0.1:${await freePort()}`;
      const hooks = [
        { name: 'hangs', url: webhooks.url, seconds: 1 },
        { name: 'down', url: nobody },
      ];
      await create(WEBHOOKS, webhookConfiguration('silent', NAMESPACE, webhooks, hooks));
      await inForce('silent-down');
      report = await runUpdate(testNamespace, sent);
    });

    for (const name of ['hangs', 'down']) {
      it(`${name} is a ServerError that names it, for a redelivery; the image stays`, async () => {
        const failed = failureOf(report, `silent-${name}`);
        assert.equal(failed.reason, 'ServerError');
        assert.ok(failed.detail.includes(`failed calling webhook "${name}.webhooks.example.com"`));
        assert.equal(redelivers(report), true);
        assert.equal(await currentImage(testNamespace, { name: `silent-${name}` }), `${sent.repository}:v1`);
      });
    }

    it('does not answer stops no other workload', () => {
      assert.deepEqual(namesOf(report), ['silent-free']);
    });

    it('is gone leaves to a redelivery what was left undone, and nothing else', async () => {
      const free = { name: 'silent-free' };
      const before = await statedNow(testNamespace, free);
      const { status } = await controlPlane().request(ADMIN, 'DELETE', `${WEBHOOKS}/silent`);
      assert.equal(status, 200);
      await eventually('the end of the webhooks', () => isOpen('silent-down'));
      const again = await runUpdate(testNamespace, sent);
      assert.deepEqual(namesOf(again), ['silent-down', 'silent-hangs']);
      assert.deepEqual(wordsOf(again), ['alreadyApplied', 'updated', 'updated']);
      assert.deepEqual(await statedNow(testNamespace, free), before);
    });
  });

  describe('in a dry run', () => {
    const pushed = push({ repository: repositoryOf('dry'), publishedAt: message('', 1).at });

    it('has no webhooks with side effects: the API server takes none that would not leave them out', async () => {
      for (const sideEffects of ['Some', 'Unknown']) {
        const hooks = [{ name: 'told', url: webhooks.url, sideEffects }];
        const { status } = await controlPlane().request(
          ADMIN,
          'POST',
          WEBHOOKS,
          webhookConfiguration('effects', NAMESPACE, webhooks, hooks),
        );
        assert.equal(status, 422);
      }
    });

    it('tells a webhook with side effects that it is one, refuses what is denied, and stores nothing', async () => {
      await makeAll('dry', 'webhook', ['told', 'no-code']);
      const hooks = [{ name: 'told', url: webhooks.url, sideEffects: 'NoneOnDryRun' }];
      await create(WEBHOOKS, webhookConfiguration('effects', NAMESPACE, webhooks, hooks));
      await eventually('the webhook with side effects', async () => {
        await isOpen('dry-told');
        return questions(webhooks, 'told').length > 0;
      });
      const before = await Promise.all(DRY.map((name) => statedNow(testNamespace, { name })));
      const outcomes = await refuseOrPlan(testNamespace, pushed);
      assert.deepEqual(
        outcomes.map(({ workload, ...outcome }) => [
          workload.name,
          outcome.result === 'failed' ? outcome.reason : outcome.result,
        ]),
        [
          ['dry-free', 'planned'],
          ['dry-no-code', 'Refused'],
          ['dry-told', 'planned'],
        ],
      );
      assert.ok(questions(webhooks, 'told').every((question) => question.dryRun));
      assert.deepEqual(await Promise.all(DRY.map((name) => statedNow(testNamespace, { name }))), before);
    });
  });
});

/** As the story does it, but all the way through the API server without storing. */
async function refuseOrPlan({ cluster }: TestNamespace, pushed: Push) {
  const budget = { signal: new AbortController().signal };
  const { workloads } = await scanRepository(cluster, pushed.repository, settings(), budget);
  const plans = workloads.map((workload) => planned(workload, { push: pushed, cluster }));
  return apply(plans, { ...planning({ push: pushed }), cluster, budget, dryRun: true });
}
