/** The programs of a control plane: of which Go module each is built, and what it is needed for. */
import path from 'node:path';
import type { GoProgram } from '../../go-build.ts';

/** One program. */
export interface Part extends GoProgram {
  /** The name of its file, as in the folder that `KUBEBUILDER_ASSETS` names. */
  readonly name: 'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'kubectl';
  /** What is left out where the program is missing; a part without this can not be missing. */
  readonly without?: string;
}

/** The version that `kubernetes/go.mod` pins. */
export const KUBERNETES_VERSION = 'v1.36.3';

const ETCD = path.join(import.meta.dirname, 'etcd');
const KUBERNETES = path.join(import.meta.dirname, 'kubernetes');

/** In the order in which they are built; each of Kubernetes' commands shares most packages with those before it. */
export const PARTS: readonly Part[] = [
  { name: 'etcd', module: ETCD, package: 'go.etcd.io/etcd/server/v3' },
  { name: 'kube-apiserver', module: KUBERNETES, package: 'k8s.io/kubernetes/cmd/kube-apiserver' },
  {
    name: 'kube-controller-manager',
    module: KUBERNETES,
    package: 'k8s.io/kubernetes/cmd/kube-controller-manager',
    without: 'tests that need controllers are skipped',
  },
  {
    name: 'kubectl',
    module: KUBERNETES,
    package: 'k8s.io/kubernetes/cmd/kubectl',
    without: 'tests that compare with kubectl are skipped',
  },
];

/** What `go build` hands to the linker: no debug information, and the version that the programs call themselves. */
export const LINKER_FLAGS = ['-s', '-w', ...versionFlags()].join(' ');

function versionFlags(): readonly string[] {
  const [major = '', minor = ''] = KUBERNETES_VERSION.slice(1).split('.');
  return Object.entries({ gitVersion: KUBERNETES_VERSION, gitMajor: major, gitMinor: minor }).map(
    ([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`,
  );
}
