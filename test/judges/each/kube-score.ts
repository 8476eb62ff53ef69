import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Judge } from '../judge.ts';

/** What it is wrong about, and why. It reads no file that could say so. */
const IGNORED = [
  // The image has a version or a digest, which always means the same bytes: a restart needs no registry.
  'container-image-pull-policy',
  // Topology spread constraints over nodes and zones do this, and let a cluster of one node run both replicas.
  'deployment-has-host-podantiaffinity',
].flatMap((name) => ['--ignore-test', name]);

/** A limit of CPU time slows a burst of events down and protects nobody: a request is there. Memory has a limit. */
const NO_CPU_LIMIT = '--ignore-container-cpu-limit';

const ENABLED = ['container-seccomp-profile', 'container-ports-check'].flatMap((name) => [
  '--enable-optional-test',
  name,
]);

const OPTIONS = ['--color', 'never', '--exit-one-on-warning', NO_CPU_LIMIT, ...IGNORED, ...ENABLED];

export const KUBE_SCORE: Judge = {
  name: 'kube-score',
  tool: {
    from: 'Go',
    package: 'github.com/zegl/kube-score/cmd/kube-score',
    module: 'github.com/zegl/kube-score',
    program: 'kube-score',
  },
  subject: 'manifests with a workload',
  // One by one: two variants of one Deployment would lend each other what one of them lacks.
  runs: ({ find, root }) =>
    find(['infra/**/*.yaml'])
      .filter((file) => /^kind: Deployment$/m.test(readFileSync(path.join(root, file), 'utf8')))
      .map((file) => ({ args: ['score', ...OPTIONS, file] })),
  planted: {
    files: {
      'infra/kubernetes/manifests.yaml': [
        'apiVersion: apps/v1',
        'kind: Deployment',
        'metadata: { name: planted }',
        'spec:',
        '  selector: { matchLabels: { app: planted } }',
        '  template:',
        '    metadata: { labels: { app: planted } }',
        '    spec: { containers: [{ name: planted, image: planted:1 }] }',
        '',
      ].join('\n'),
    },
    complaint: 'Memory limit is not set',
  },
};
