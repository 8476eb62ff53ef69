import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findAssets, type Assets } from '../../support/control-plane/assets/find-assets.ts';
import { PARTS } from '../../support/control-plane/assets/parts.ts';

/** Answers as `go env` does, and builds by writing the package's name; a package that the test names fails. */
const GO = `#!/bin/sh
case $1 in
  env) echo "$GO_ENV" ;;
  build)
    for package; do :; done
    if [ "\${package##*/}" = "$GO_FAILS_AT" ]; then echo "no such package" >&2; exit 2; fi
    while [ "$1" != -o ]; do shift; done
    mkdir -p "\${2%/*}" && echo "$package" > "$2" && chmod +x "$2"
    echo built >> "$GO_LOG" ;;
esac
`;

describe('the programs of a control plane', () => {
  let folder: string;
  let lines: string[];

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'image-updater-assets-'));
    lines = [];
    program(path.join(folder, 'bin', 'go'), GO);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function find(environment: NodeJS.ProcessEnv = {}): Promise<Assets> {
    return findAssets({
      environment: {
        PATH: `${path.join(folder, 'bin')}:${process.env['PATH']}`,
        XDG_CACHE_HOME: path.join(folder, 'cache'),
        GO_ENV: 'go1.26 linux amd64',
        GO_LOG: path.join(folder, 'go.log'),
        ...environment,
      },
      onProgress: (line) => lines.push(line),
    });
  }

  /** Names in the cache of the project. */
  function cached(): readonly string[] {
    return readdirSync(path.join(folder, 'cache', 'kubernetes-image-updater'));
  }

  function builds(): number {
    return readFileSync(path.join(folder, 'go.log'), 'utf8').trimEnd().split('\n').length;
  }

  describe('of KUBEBUILDER_ASSETS', () => {
    it('are taken as they are, without Go', async () => {
      for (const { name } of PARTS) program(path.join(folder, 'given', name));
      const given = path.join(folder, 'given');
      assert.deepEqual(await find({ KUBEBUILDER_ASSETS: given, PATH: '' }), {
        etcd: path.join(given, 'etcd'),
        apiServer: path.join(given, 'kube-apiserver'),
        controllerManager: path.join(given, 'kube-controller-manager'),
        kubectl: path.join(given, 'kubectl'),
      });
      assert.deepEqual(lines, []);
    });

    it('need neither controllers nor kubectl; what is skipped is said', async () => {
      for (const name of ['etcd', 'kube-apiserver']) program(path.join(folder, 'given', name));
      const assets = await find({ KUBEBUILDER_ASSETS: path.join(folder, 'given') });
      assert.deepEqual([assets.controllerManager, assets.kubectl], [undefined, undefined]);
      assert.equal(lines.length, 2);
      assert.ok(['kube-controller-manager', 'kubectl'].every((name, index) => lines[index]?.includes(name)));
    });

    for (const name of ['etcd', 'kube-apiserver']) {
      it(`can not be without ${name}`, async () => {
        const others = PARTS.filter((part) => part.name !== name);
        for (const other of others) program(path.join(folder, 'given', other.name));
        await assert.rejects(find({ KUBEBUILDER_ASSETS: path.join(folder, 'given') }), namesBothWays);
      });
    }
  });

  describe('without KUBEBUILDER_ASSETS', () => {
    it('are built once, into the cache', async () => {
      const first = await find({ KUBEBUILDER_ASSETS: '' });
      assert.deepEqual([builds(), cached().length], [PARTS.length, 1]);
      assert.ok(PARTS.every(({ name }) => lines.some((line) => line.includes(`building ${name} `))));
      assert.equal(
        path.dirname(first.etcd),
        path.join(folder, 'cache', 'kubernetes-image-updater', ...cached()),
      );
      assert.equal(readFileSync(first.apiServer, 'utf8'), 'k8s.io/kubernetes/cmd/kube-apiserver\n');

      lines = [];
      assert.deepEqual(await find(), first);
      assert.deepEqual([builds(), lines], [PARTS.length, []]);
    });

    it('are built again for another Go', async () => {
      const first = await find();
      const second = await find({ GO_ENV: 'go1.27 linux amd64' });
      assert.notEqual(first.etcd, second.etcd);
      assert.deepEqual([builds(), cached().length], [2 * PARTS.length, 2]);
    });

    it('are kept in ~/.cache where no other cache is named', async () => {
      for (const XDG_CACHE_HOME of ['', 'not/absolute', undefined]) {
        const { etcd } = await find({ XDG_CACHE_HOME, HOME: folder });
        assert.ok(etcd.startsWith(path.join(folder, '.cache', 'kubernetes-image-updater')));
      }
    });

    it('leave no half of them behind when the build breaks, and can be built after that', async () => {
      await assert.rejects(
        find({ GO_FAILS_AT: 'kube-controller-manager' }),
        (error: unknown) => error instanceof Error && error.message.includes('no such package'),
      );
      assert.deepEqual(cached(), []);
      await find();
      assert.equal(cached().length, 1);
    });

    it('may be built twice at once', async () => {
      const [one, other] = await Promise.all([find(), find()]);
      assert.deepEqual(one, other);
      assert.deepEqual([builds(), cached().length], [2 * PARTS.length, 1]);
    });

    it('are not to be had without Go: both ways are named', async () => {
      await assert.rejects(find({ PATH: path.join(folder, 'empty') }), namesBothWays);
    });
  });
});

function program(file: string, text = '#!/bin/sh\n'): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, 0o755);
}

function namesBothWays(error: unknown): boolean {
  return error instanceof Error && ['Go', 'KUBEBUILDER_ASSETS'].every((way) => error.message.includes(way));
}
