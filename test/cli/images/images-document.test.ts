import assert from 'node:assert/strict';
import { listImageUses } from '../../../lib/core/plan/list-images.ts';
import { byRepository, imagesDocument } from '../../../lib/cli/images/images-document.ts';
import { CLUSTER, REPOSITORY, settings, workload, written } from '../../support/builders.ts';

const uses = listImageUses(
  [
    workload({
      metadata: written(),
      containers: [
        { name: 'app', image: `${REPOSITORY}:v1` },
        { name: 'side', image: 'nginx' },
        { name: 'odd', image: 'A B' },
      ],
    }),
  ],
  CLUSTER,
  settings(),
);
const clusters = [
  { cluster: 'test', uses, faults: [{ where: 'list deployments', reason: 'Timeout', detail: 'd' }] },
] as const;

describe('the document of images', () => {
  it('has the containers by repository, sorted', () =>
    assert.deepEqual(
      byRepository(clusters).map(({ repository, uses: all }) => [
        repository,
        ...all.map(({ container }) => container),
      ]),
      [
        ['', 'odd'],
        ['docker.io/library/nginx', 'side'],
        [REPOSITORY, 'app'],
      ],
    ));

  it('has policy or reason, what was applied, and what could not be read', () => {
    const { images, faults } = imagesDocument(clusters);
    const [odd, , app] = images.map(({ containers }) => containers[0]);
    assert.ok(odd !== undefined && 'reason' in odd && odd.reason === 'InvalidImage');
    assert.ok(app !== undefined && 'policy' in app && 'applied' in app);
    assert.deepEqual([app.policy, app.applied?.at], ['same-tag', '1970-01-01T00:00:00.500Z']);
    assert.deepEqual([faults[0]?.cluster, faults[0]?.reason], ['test', 'Timeout']);
  });
});
