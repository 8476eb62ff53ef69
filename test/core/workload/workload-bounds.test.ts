import assert from 'node:assert/strict';
import { parseWorkload } from '../../../lib/core/workload/workload.ts';
import { kind, object, REPOSITORY, workload } from '../../support/builders.ts';

const IMAGE = `${REPOSITORY}:v1`;

describe('parseWorkload', () => {
  describe('of what an owner may write as long as he likes', () => {
    const unknown = Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => [`c${index}.image-updater/policy`, 'x'.repeat(1000)]),
    );

    it('keeps the annotations that are read, cut to what is read', () => {
      const annotations = {
        'image-updater/policy': 'p'.repeat(5000),
        'app.image-updater/policy': 'q'.repeat(5000),
        'image-updater/held': '{}',
        'image-updater/other': 'x',
        'argocd.argoproj.io/tracking-id': 't'.repeat(5000),
      };
      assert.deepEqual(workload({ metadata: { annotations } }).annotations, {
        'image-updater/policy': 'p'.repeat(1024),
        'app.image-updater/policy': 'q'.repeat(1024),
        'image-updater/held': '{}',
        'argocd.argoproj.io/tracking-id': 't'.repeat(1024),
      });
    });

    it('keeps twenty names of policies for containers that it does not have, and nothing that they say', () => {
      const { annotations, unknownPolicyContainers } = workload({ metadata: { annotations: unknown } });
      assert.deepEqual(annotations, {});
      assert.deepEqual(
        unknownPolicyContainers,
        Array.from({ length: 20 }, (_, index) => `c${index}`),
      );
    });

    it('keeps a record of 64 KiB of UTF-8, and of a longer one how long it is', () => {
      const withRecord = (text: string) =>
        workload({ metadata: { annotations: { 'image-updater/updates': text } } });
      const longest = withRecord('ä'.repeat(32_768));
      assert.deepEqual(
        [longest.annotations['image-updater/updates']?.length, longest.oversize],
        [32_768, undefined],
      );
      const longer = withRecord(`${'ä'.repeat(32_768)}x`);
      assert.deepEqual(longer.annotations, {});
      assert.match(longer.oversize ?? '', /65536 .*65537$/);
    });

    for (const [title, given] of [
      ['containers', { containers: Array.from({ length: 5000 }, () => ({ name: 'a', image: IMAGE })) }],
      ['a name of a container', { containers: [{ name: 'n'.repeat(5000), image: IMAGE }] }],
      [
        'labels',
        {
          metadata: {
            labels: Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`l${i}`, 'x'.repeat(60)])),
          },
        },
      ],
    ] as const)
      it(`keeps little of too many or too long ${title}, and says so`, () => {
        const { oversize, ...kept } = workload(given);
        assert.match(oversize ?? '', /^expected at most .*, got \d+$/);
        assert.ok(JSON.stringify({ ...kept, kind: '' }).length < 100_000);
      });

    it('keeps hold and GitOps marks of a workload with too many labels', () => {
      const labels = {
        ...Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`l${index}`, 'x'.repeat(60)])),
        'image-updater/hold': 'true',
        'kustomize.toolkit.fluxcd.io/name': 'a',
      };
      assert.deepEqual(workload({ metadata: { labels } }).labels, {
        'image-updater/hold': 'true',
        'kustomize.toolkit.fluxcd.io/name': 'a',
      });
    });

    it('keeps the mark of a configured GitOps tool there too', () => {
      const labels = Object.fromEntries(
        Array.from({ length: 5000 }, (_, index) => [`l${index}`, 'x'.repeat(60)]),
      );
      const mark = { tool: 'kapp', on: 'labels', key: 'kapp.k14s.io/app' } as const;
      const marked = object({ metadata: { labels: { ...labels, [mark.key]: '1' } } });
      const parsed = parseWorkload({ ...kind('Deployment'), gitOpsMarks: [mark] }, marked);
      assert.deepEqual(parsed?.labels, { [mark.key]: '1' });
    });

    it('keeps of the name of its controller, of an image and of a pull policy what can be one', () => {
      const parsed = workload({
        metadata: { ownerReferences: [{ kind: 'Rollout', name: 'r'.repeat(5000), controller: true }] },
        containers: [{ name: 'app', image: 'i'.repeat(5000), imagePullPolicy: 'p'.repeat(5000) }],
      });
      assert.equal(parsed.controller?.length, 1024);
      assert.deepEqual(
        parsed.containers.map(({ image, pullPolicy }) => [image.length, pullPolicy?.length]),
        [[1025, 1024]],
      );
    });
  });

  it('names containers of policy annotations that it does not have, at most 20 and printable', () => {
    const many = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`x${index}.image-updater/policy`, 'any']),
    );
    const annotations = {
      'a\u001bp.image-updater/policy': 'any',
      'app.image-updater/policy': 'any',
      'migrate.image-updater/policy': 'any',
      'image-updater/policy': 'any',
      'b.image-updater/updates': '',
      ...many,
    };
    const initContainers = [{ name: 'migrate', image: 'busybox' }];
    const { unknownPolicyContainers } = workload({ metadata: { annotations }, initContainers });
    assert.deepEqual(unknownPolicyContainers.slice(0, 3), ['a\\u{1b}p', 'x0', 'x1']);
    assert.equal(unknownPolicyContainers.length, 20);
  });
});
