import assert from 'node:assert/strict';
import { UpdaterError } from '../../../../lib/core/errors/updater-error.ts';
import { parseJson, valueAt } from '../../../../lib/core/text/json.ts';
import { mapOr, type JsonMap } from '../../../../lib/sandbox/json.ts';
import { policy as parsedPolicy } from '../../../support/builders.ts';
import { ADMIN } from '../../../support/control-plane/control-plane.ts';
import { controlPlane, needKubectl } from '../../../support/control-plane/shared-control-plane.ts';
import { podImage } from '../../../support/pod-image.ts';
import { eventually } from '../../../support/until.ts';
import { mutatingPolicy } from './admission.ts';
import {
  imageFor,
  message,
  OLDER,
  redelivers,
  replayOf,
  repositoryOf,
  runUpdate,
  wordsOf,
} from './messages.ts';
import { create, ctl, kindOf, openTestNamespace, through, type TestNamespace } from './test-namespace.ts';
import { currentImage, make, pathOf, statedNow, textsNow } from './workloads.ts';

const NAMESPACE = 'rewritten';
const ADMISSION = '/apis/admissionregistration.k8s.io/v1';
const IMAGE = 'spec.template.spec.containers[0].image';
const MIRROR = 'mirror.example.com';
const REGISTRY = 'europe-docker.pkg.dev';

/** What a policy makes of the image, in CEL. */
const POLICIES = {
  mirrored: `object.${IMAGE}.replace('${REGISTRY}', '${MIRROR}')`,
  reverted: `oldObject.${IMAGE}`,
  'lost-mirrored': `object.${IMAGE}.replace('${REGISTRY}', '${MIRROR}')`,
  'lost-reverted': `oldObject.${IMAGE}`,
  resolved: `object.${IMAGE}.contains('@') ? object.${IMAGE} : object.${IMAGE} + '@${imageFor(message('', 1)).split('@').at(-1)}'`,
} as const;
type PolicyName = keyof typeof POLICIES;

/** The namespace where the first patch has no answer, and this happens before it is noticed. */
function unanswered(
  testNamespace: TestNamespace,
  meanwhile: () => Promise<unknown> = () => Promise.resolve(),
) {
  let isLost = false;
  return through(testNamespace, ({ json }) => ({
    json: async (request) => {
      const response = await json(request);
      if (request.method !== 'PATCH' || isLost) return response;
      isLost = true;
      await meanwhile();
      throw new UpdaterError('Unreachable', 'the answer was lost');
    },
  }));
}

describe('a MutatingAdmissionPolicy on the real server', () => {
  let testNamespace: TestNamespace;
  before(async function () {
    // Since Kubernetes 1.36.
    const { status } = await controlPlane().request(ADMIN, 'GET', `${ADMISSION}/mutatingadmissionpolicies`);
    if (status === 404) this.skip();
    testNamespace = await openTestNamespace(NAMESPACE);
  });
  after(() => testNamespace?.close());

  /** The image that a patch of it would leave, and nothing stored. */
  async function admittedImage(name: string, image: string): Promise<string> {
    const change = [{ op: 'replace', path: '/spec/template/spec/containers/0/image', value: image }];
    const path = `${pathOf(testNamespace, { name })}?dryRun=All`;
    const answer = await controlPlane().request(ADMIN, 'PATCH', path, change);
    assert.equal(answer.status, 200);
    return podImage(mapOr(answer.json()), kindOf('Deployment').podTemplate);
  }

  /** A workload under such a policy, which is in force. */
  async function underPolicy(policy: PolicyName): Promise<string> {
    const image = `${repositoryOf(policy)}:v1`;
    const metadata: JsonMap = { labels: { policy } };
    await make(testNamespace, { name: policy, image, metadata, spec: { replicas: 0 } });
    const [object, binding] = mutatingPolicy(policy, NAMESPACE, POLICIES[policy]);
    await create(`${ADMISSION}/mutatingadmissionpolicies`, object);
    await create(`${ADMISSION}/mutatingadmissionpolicybindings`, binding);
    const probe = `${repositoryOf(policy)}:probe`;
    await eventually(`the policy ${policy}`, async () => (await admittedImage(policy, probe)) !== probe);
    return image;
  }

  async function recordNow(name: string) {
    const { labels, annotations } = await textsNow(testNamespace, { name });
    const record = parseJson(annotations['image-updater/updates'] ?? '');
    return {
      to: valueAt(record, ['app', 'to']),
      mark: valueAt(record, ['app', 'mark']),
      label: labels['app.image-updater/applied'],
    };
  }

  describe('that rewrites registries', () => {
    const repository = repositoryOf('mirrored');
    const first = message(repository, 1);
    const runs = imageFor(first).replace(REGISTRY, MIRROR);

    it('makes an update Rewritten, with what runs and the alias, for no redelivery', async () => {
      await underPolicy('mirrored');
      const report = await runUpdate(testNamespace, first);
      assert.deepEqual([wordsOf(report), redelivers(report)], [['Rewritten'], false]);
      for (const part of [imageFor(first), runs, `aliases: { ${MIRROR}: ${REGISTRY} }`])
        assert.ok(report.failed[0]?.detail.includes(part), report.failed[0]?.detail);
      assert.equal(await currentImage(testNamespace, { name: 'mirrored' }), runs);
    });

    it('leaves a record of what runs', async () => {
      const { to, mark, label } = await recordNow('mirrored');
      assert.deepEqual([to, mark], [runs, label]);
    });

    it('leaves nothing to do for a redelivery, with the alias', async () => {
      const aliases = [{ prefix: MIRROR, means: REGISTRY }];
      const before = await statedNow(testNamespace, { name: 'mirrored' });
      assert.deepEqual(wordsOf(await runUpdate(testNamespace, first, { aliases })), ['alreadyApplied']);
      assert.deepEqual(await statedNow(testNamespace, { name: 'mirrored' }), before);
    });

    it('lets the next push through, with the alias', async () => {
      const aliases = [{ prefix: MIRROR, means: REGISTRY }];
      const next = message(repository, 2);
      assert.deepEqual(wordsOf(await runUpdate(testNamespace, next, { aliases })), ['updated']);
      assert.equal(
        await currentImage(testNamespace, { name: 'mirrored' }),
        imageFor(next).replace(REGISTRY, MIRROR),
      );
    });
  });

  describe('that puts the image before back', () => {
    const sent = message(repositoryOf('reverted'), 1);

    it('makes an update Refused, for no redelivery', async () => {
      const image = await underPolicy('reverted');
      const report = await runUpdate(testNamespace, sent);
      assert.deepEqual([wordsOf(report), redelivers(report)], [['Refused'], false]);
      assert.equal(await currentImage(testNamespace, { name: 'reverted' }), image);
    });

    it('lets a replay of the push through, once the policy is gone', async () => {
      const binding = `${ADMISSION}/mutatingadmissionpolicybindings/reverted`;
      assert.equal((await controlPlane().request(ADMIN, 'DELETE', binding)).status, 200);
      const probe = `${sent.repository}:probe`;
      await eventually(
        'the end of the policy',
        async () => (await admittedImage('reverted', probe)) === probe,
      );
      assert.deepEqual(wordsOf(await runUpdate(testNamespace, replayOf(sent))), ['updated']);
      assert.equal(await currentImage(testNamespace, { name: 'reverted' }), imageFor(sent));
    });
  });

  describe('that changes a patch whose answer is lost', () => {
    it('makes an update Rewritten where it rewrites registries, and leaves a record of what runs', async () => {
      const sent = message(repositoryOf('lost-mirrored'), 1);
      await underPolicy('lost-mirrored');
      assert.deepEqual(wordsOf(await runUpdate(unanswered(testNamespace), sent)), ['Rewritten']);
      const { to, mark, label } = await recordNow('lost-mirrored');
      assert.deepEqual([to, mark], [imageFor(sent).replace(REGISTRY, MIRROR), label]);
    });

    it('makes an update Refused where it puts the image before back, and leaves no record of it', async () => {
      const sent = message(repositoryOf('lost-reverted'), 1);
      const image = await underPolicy('lost-reverted');
      assert.deepEqual(wordsOf(await runUpdate(unanswered(testNamespace), sent)), ['Refused']);
      assert.equal(await currentImage(testNamespace, { name: 'lost-reverted' }), image);
      const { to, label = '' } = await recordNow('lost-reverted');
      assert.equal(to, undefined);
      assert.ok(Number(label.split('.')[0]) < sent.at, label);
    });
  });

  describe('that writes the digest behind a tag', () => {
    const sent = message(repositoryOf('resolved'), 1, 'v2');

    it('lets an update through, and the report says what runs', async () => {
      await underPolicy('resolved');
      const changes = { pin: 'tag', rules: [] } as const;
      const anyTag = await runUpdate(testNamespace, sent, { ...changes, policy: parsedPolicy('any') });
      assert.deepEqual(
        anyTag.updated.map(({ to }) => to),
        [imageFor(sent)],
      );
      const { to, mark, label } = await recordNow('resolved');
      assert.deepEqual([to, mark], [imageFor(sent), label]);
    });
  });
});

describe('a patch without an answer on the real server, with no policy', () => {
  let testNamespace: TestNamespace;
  before(async function () {
    needKubectl(this);
    testNamespace = await openTestNamespace('unanswered');
  });
  after(() => testNamespace?.close());

  it('is not done again where a person has put the image before back since', async () => {
    const name = 'put-back';
    const sent = message(repositoryOf(name), 1);
    const image = `${sent.repository}:v1`;
    await make(testNamespace, { name, image, spec: { replicas: 0 } });
    const putBack = () => ctl(testNamespace, 'set', 'image', `deployment/${name}`, `app=${image}`);
    assert.deepEqual(wordsOf(await runUpdate(unanswered(testNamespace, putBack), sent)), [OLDER]);
    assert.equal(await currentImage(testNamespace, { name }), image);
  });
});
