/** The other pages with commands, each followed in a clone. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { codeBlocks, pages } from '../support/pages.ts';
import { assertThrough, CLONE, follow, ON_GOOGLE } from './follow.ts';

/** Those that have a file of their own. */
const ELSEWHERE = new Set([...ON_GOOGLE, 'infra/README.md']);
/** What exists before a page is followed. */
const THERE = {
  object: ['Namespace shop', 'Namespace pay'],
  topic: ['projects/my-project/topics/gcr'],
};

/** The page of commands has the examples of their help: the words are checked, and no command is run. */
const COMMANDS = {
  mode: ['read only'],
  API: ['my-project pubsub'],
  topic: ['projects/my-project/topics/gcr'],
  subscription: ['projects/my-project/subscriptions/image-updater-pull'],
};

/** Sections that stand in the place of others, and what they say was done before. */
const INSTEAD: ReadonlyMap<string, { readonly heading: string; readonly given: readonly string[] }> = new Map(
  [
    [
      'infra/kubernetes/README.md',
      { heading: 'In pull mode', given: ['IMAGE=europe-docker.pkg.dev/my-project/images/a:1'] },
    ],
  ],
);
const ACCOUNT = 'system:serviceaccount:image-updater:image-updater';

describe('a page with commands', function () {
  this.timeout(60_000);
  const objects = new Map<string, readonly string[]>();
  const named = pages().filter((page) => !ELSEWHERE.has(page) && codeBlocks(page, 'sh').length > 0);

  for (const page of named)
    it(`leads through every step: ${page}`, () => {
      const { heading: other } = INSTEAD.get(page) ?? {};
      const under = (heading: string): boolean => heading !== other;
      const there = page === 'lib/cli/README.md' ? COMMANDS : THERE;
      return follow(page, { given: start(page), there, under }, (all) => {
        objects.set(page, all.state.list('object'));
        assertThrough(all);
      });
    });

  for (const [page, { heading, given }] of INSTEAD)
    it(`leads through every step: ${page}, ${heading}`, () =>
      follow(page, { given: [...start(page), ...given], under: (each) => each === heading }, (all) => {
        objects.set(heading, all.state.list('object'));
        assertThrough(all);
      }));

  it('installs `serve` with its rights, the image-only policy and a configuration', () => {
    for (const object of [
      `ClusterRoleBinding image-updater:${ACCOUNT}`,
      `ValidatingAdmissionPolicy image-updater-image-only.${ACCOUNT.replaceAll(':', '.')}`,
      `ValidatingAdmissionPolicyBinding image-updater-image-only.${ACCOUNT.replaceAll(':', '.')}`,
      'Deployment image-updater',
      'ConfigMap image-updater',
    ])
      assert.ok(objects.get('infra/kubernetes/README.md')?.includes(object), object);
  });

  it('installs `subscribe` with a configuration', () => {
    for (const object of [
      'ServiceAccount image-updater',
      'Deployment image-updater',
      'ConfigMap image-updater',
    ])
      assert.ok(objects.get('In pull mode')?.includes(object), object);
  });
});

/** The page of an example begins in its folder, all others in the root of a clone. */
function start(page: string): readonly string[] {
  return page.startsWith('infra/examples/') ? [...CLONE, `cd ${path.dirname(page)}`] : CLONE;
}
