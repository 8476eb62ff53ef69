/** The other pages with commands, each followed in a clone. */
import assert from 'node:assert/strict';
import { codeBlocks, pages } from '../support/pages.ts';
import { assertThrough, CLONE, follow, type Followed } from './follow.ts';

/** Those that have a file of their own. */
const ELSEWHERE = new Set(['README.md', 'infra/README.md']);
const NAMESPACES = ['Namespace shop', 'Namespace pay'];

describe('a page with commands', function () {
  this.timeout(60_000);
  const followed = new Map<string, Followed & { readonly objects: readonly string[] }>();
  const named = pages().filter((page) => !ELSEWHERE.has(page) && codeBlocks(page, 'sh').length > 0);

  for (const page of named)
    it(`leads through every step: ${page}`, () =>
      follow(page, { given: CLONE, there: { object: NAMESPACES } }, (all) => {
        followed.set(page, { ...all, objects: all.state.list('object') });
        assertThrough(all);
      }));

  it('installs `serve` with its rights, the image-only policy and a configuration', () => {
    const { objects = [] } = followed.get('infra/kubernetes/README.md') ?? {};
    const account = 'system:serviceaccount:image-updater:image-updater';
    for (const object of [
      `ClusterRoleBinding image-updater:${account}`,
      `ValidatingAdmissionPolicy image-updater-image-only.${account.replaceAll(':', '.')}`,
      `ValidatingAdmissionPolicyBinding image-updater-image-only.${account.replaceAll(':', '.')}`,
      'Deployment image-updater',
      'ConfigMap image-updater',
    ])
      assert.ok(objects.includes(object), object);
  });

  it('cannot be followed where a step is wrong', () =>
    follow(
      'test/e2e/infra/README.md',
      { given: ['kubectl create configmap a --from-file=missing -n none'] },
      ({ code, stderr }) => {
        assert.equal(code, 1);
        assert.match(stderr, /expected the file missing/);
      },
    ));
});
