import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { memberAt, isList, readJson } from '../../../lib/sandbox/json.ts';
import { deployment, namespaceObject } from '../../support/sandbox-workloads.ts';
import {
  ADMIN,
  startControlPlane,
  UPDATER,
  type ControlPlane,
} from '../../support/control-plane/control-plane.ts';
import { freePorts } from '../../support/free-ports.ts';
import { isRunning } from '../../support/is-running.ts';
import { kubectl } from './kubectl.ts';
import { cpuSeconds, rssBytes } from '../../support/process-usage.ts';
import { ended, gone, runScript } from './script.ts';
import {
  controlPlane,
  needControllers,
  needKubectl,
} from '../../support/control-plane/shared-control-plane.ts';
import { createObject } from './objects.ts';
import { podImage } from '../../support/pod-image.ts';

/** A whole start, with everything that has to be waited for: seconds, not the minutes of a build. */
const START_MS = 30_000;

const NAMESPACE = 'control-plane';
const DEPLOYMENTS = `/apis/apps/v1/namespaces/${NAMESPACE}/deployments`;

describe('the control plane', () => {
  before(async () => {
    const made = await controlPlane().request(
      ADMIN,
      'POST',
      '/api/v1/namespaces',
      namespaceObject(NAMESPACE),
    );
    assert.equal(made.status, 201, made.text);
  });

  it('is ready', async () => {
    const { status, text } = await controlPlane().request(ADMIN, 'GET', '/readyz');
    assert.deepEqual([status, text], [200, 'ok']);
  });

  it('is of the pinned version, where it was built here', async () => {
    const { version } = controlPlane().assets;
    const answer = await controlPlane().request(ADMIN, 'GET', '/version');
    if (version === undefined) assert.match(answer.text, /"gitVersion": "v1\.\d+\.\d+/);
    else assert.equal(memberAt(answer.json(), ['gitVersion']), version);
  });

  it('knows the updater and lets it do nothing, until it is given the right', async () => {
    const list = async () => (await controlPlane().request(UPDATER, 'GET', DEPLOYMENTS)).status;
    assert.equal(await list(), 403);
    const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${NAMESPACE}`;
    const [apiGroup, name] = ['rbac.authorization.k8s.io', 'control-plane-reader'];
    const rules = [{ apiGroups: ['apps'], resources: ['deployments'], verbs: ['list'] }];
    await createObject(controlPlane(), `${rbac}/roles`, {
      apiVersion: `${apiGroup}/v1`,
      kind: 'Role',
      metadata: { name },
      rules,
    });
    await createObject(controlPlane(), `${rbac}/rolebindings`, {
      apiVersion: `${apiGroup}/v1`,
      kind: 'RoleBinding',
      metadata: { name },
      roleRef: { apiGroup, kind: 'Role', name },
      subjects: [{ apiGroup, kind: 'User', name: UPDATER }],
    });
    // RBAC learns of a binding by a watch.
    while ((await list()) !== 200) await sleep(20);
    assert.equal((await controlPlane().request(UPDATER, 'GET', '/api/v1/secrets')).status, 403);
  });

  it('rolls a Deployment: a ReplicaSet for each image', async function () {
    needControllers(this);
    await createObject(controlPlane(), DEPLOYMENTS, deployment(NAMESPACE, 'web', 'nginx:1'));
    await replicaSets(['nginx:1']);
    const image = '/spec/template/spec/containers/0/image';
    const patch = [{ op: 'replace', path: image, value: 'nginx:2' }];
    const { status } = await controlPlane().request(ADMIN, 'PATCH', `${DEPLOYMENTS}/web`, patch);
    assert.equal(status, 200);
    await replicaSets(['nginx:1', 'nginx:2']);
  });

  it('answers kubectl, which is of the same version', async function () {
    needKubectl(this);
    const { code, stdout } = await kubectl(controlPlane(), ADMIN, ['version', '--output=json']);
    assert.equal(code, 0, stdout);
    const versions = readJson(stdout);
    assert.equal(
      memberAt(versions, ['clientVersion', 'minor']),
      memberAt(versions, ['serverVersion', 'minor']),
    );
  });

  it('refuses kubectl as the updater what the updater may not do', async function () {
    needKubectl(this);
    const { code, stderr } = await kubectl(controlPlane(), UPDATER, ['get', 'secrets', '--all-namespaces']);
    assert.equal(code, 1);
    assert.ok(stderr.includes(`User "${UPDATER}"`));
  });

  it('tells what its processes use', function () {
    if (process.platform !== 'linux') this.skip();
    const { apiServer } = controlPlane().pids();
    assert.ok(cpuSeconds(apiServer) > 0.1);
    assert.ok(rssBytes(apiServer) > 50 * 1024 * 1024);
  });
});

describe('a control plane of its own', () => {
  let own: ControlPlane;

  before(async function () {
    this.timeout(START_MS);
    const taken = [new URL(controlPlane().url).port].map(Number);
    let tries = 0;
    own = await startControlPlane({
      assets: controlPlane().assets,
      controllers: false,
      users: { 'auditor@example.com': ['system:monitoring'] },
      // The API server's port is in use at the first try.
      choosePorts: async (count) => {
        const ports = await freePorts(count);
        tries += 1;
        return tries === 1 ? [...ports.slice(0, count - 1), ...taken] : ports;
      },
    });
    assert.equal(tries, 2);
  });
  after(() => own.stop());

  it('runs beside the shared one, on other ports', () => {
    assert.notEqual(own.url, controlPlane().url);
    assert.ok(Object.values(own.pids()).every(isRunning));
    assert.equal(own.controllers, false);
  });

  it('knows further users', async () => {
    const { status } = await own.request('auditor@example.com', 'GET', '/metrics');
    assert.equal(status, 200);
  });

  it('keeps its objects and its address when the API server is killed and started again', async () => {
    const before = own.pids();
    await own.request(ADMIN, 'POST', '/api/v1/namespaces', namespaceObject('kept'));
    await own.killApiServer();
    assert.deepEqual([isRunning(before.apiServer), isRunning(before.etcd)], [false, true]);
    await assert.rejects(own.request(ADMIN, 'GET', '/readyz'));
    await own.restartApiServer();
    const { status } = await own.request(ADMIN, 'GET', '/api/v1/namespaces/kept');
    assert.equal(status, 200);
    assert.notEqual(own.pids().apiServer, before.apiServer);
  });

  it('leaves nothing behind when it is stopped, and can be stopped twice', async () => {
    const { folder } = own;
    const pids = Object.values(own.pids());
    await own.stop();
    assert.deepEqual([pids.some(isRunning), existsSync(folder)], [false, false]);
    await own.stop();
  });
});

describe('a start that fails', () => {
  it('shows what the component said', async () => {
    const { assets } = controlPlane();
    const start = startControlPlane({ assets, apiServerArguments: ['--no-such-argument'] });
    await assert.rejects(
      start,
      (error: unknown) => error instanceof Error && error.message.includes('--no-such-argument'),
    );
  });
});

for (const signal of ['SIGINT', 'SIGKILL'] as const) {
  describe(`${signal} to the process that started a control plane`, () => {
    it('leaves nothing behind', async function () {
      this.timeout(START_MS);
      const assets = path.dirname(controlPlane().assets.etcd);
      const started = await runScript('control-plane-script.ts', { KUBEBUILDER_ASSETS: assets });
      assert.ok(started.pids.length > 1 && started.pids.every(isRunning) && existsSync(started.folder));
      started.script.kill(signal);
      await ended(started);
      await gone(started);
    });
  });
}

/** Resolves when the ReplicaSets of the namespace run these images. */
async function replicaSets(images: readonly string[]): Promise<void> {
  const place = `/apis/apps/v1/namespaces/${NAMESPACE}/replicasets`;
  for (;;) {
    const list = memberAt((await controlPlane().request(ADMIN, 'GET', place)).json(), ['items']);
    const found = (isList(list) ? list : []).map((each) => podImage(each));
    if (found.toSorted().join() === images.join()) return;
    await sleep(50);
  }
}
