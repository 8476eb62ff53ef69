/** Whole runs of the function through `server: http://127.0.0.1:PORT`, where a real `kubectl proxy` listens. */
import assert from 'node:assert/strict';
import { inFolder } from '../../../support/temporary-folder.ts';
import { pushed } from '../../../support/gke-events.ts';
import { inProcess } from '../../../support/forked-function.ts';
import { UPDATER } from '../../../support/control-plane/control-plane.ts';
import { controlPlane, needKubectl } from '../../../support/control-plane/shared-control-plane.ts';
import { deploy, grant } from './real-gke.ts';
import { withKubectlProxy } from './kubectl-proxy.ts';
import { deploymentImage } from '../objects.ts';
import { pushedImage } from '../../../support/builders.ts';

const NAMESPACE = 'proxied';
const REPOSITORY = `europe-docker.pkg.dev/shop/images/${NAMESPACE}`;

describe('a real API server behind a real kubectl proxy', () => {
  before(function () {
    // Skipped only where kubectl was not built and KUBEBUILDER_ASSETS has none.
    needKubectl(this);
  });

  it('is updated as the user of the proxy, without credentials of the updater', async () => {
    const cluster = { plane: controlPlane() };
    await deploy([cluster], NAMESPACE, `${REPOSITORY}:v1`);
    await grant(cluster, UPDATER, NAMESPACE);
    const event = pushed(1, REPOSITORY, Date.now());
    await withKubectlProxy(cluster.plane, UPDATER, (server) =>
      inFolder(({ path: HOME }) => {
        const clusters = [{ name: 'here', server, namespaces: { include: [NAMESPACE] } }];
        const environment = { HOME, IMAGE_UPDATER_CONFIG: JSON.stringify({ clusters }) };
        return inProcess(environment, async ({ deliver }) => {
          const { status, entries } = await deliver(event);
          assert.equal(status, 204);
          assert.deepEqual(
            entries.map(({ message }) => message),
            ['Image updated', 'Event handled'],
          );
        });
      }),
    );
    assert.equal(await deploymentImage(cluster.plane, NAMESPACE), pushedImage(1, REPOSITORY));
  });
});
