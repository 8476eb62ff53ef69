/** Pages whose commands reach clusters, Google's APIs or Pub/Sub, each followed in an empty folder; what they send is then sent to the functions. */
import assert from 'node:assert/strict';
import { load } from 'js-yaml';
import { EXIT } from '../../lib/cli/exit-code.ts';
import { valueAt } from '../../lib/core/text/json.ts';
import { startSandbox, type Sandbox } from '../../lib/sandbox/start-sandbox.ts';
import { codeBlocks } from '../support/pages.ts';
import { stored } from '../support/on-sandbox.ts';
import { withPubSub } from '../support/pubsub-server.ts';
import { serving } from '../support/served-functions.ts';
import { sha256 } from '../support/sha256.ts';
import type { Run } from './fakes/state.ts';
import { assertThrough, CLONE, follow, ON_GOOGLE, type Followed } from './follow.ts';
import { withKubeconfig } from './kubeconfig-of.ts';
import { onGoogle } from './on-google.ts';

const WEB = 'us-docker.pkg.dev/my-project/app/web';
const KEY = 'key-of-the-test';
const CLUSTERS = 'lib/clusters/README.md';
const HTTP = 'lib/http/README.md';
const PUBSUB = 'lib/pubsub/README.md';
/** What the pages take for granted, by the text around it. */
const THERE = {
  API: ['artifactregistry', 'cloudresourcemanager', 'pubsub'].map((api) => `my-project ${api}`),
  topic: ['gcr', 'image-updater-results'].map((name) => `projects/my-project/topics/${name}`),
  subscription: ['pull', 'gcr-my-project'].map(
    (name) => `projects/my-project/subscriptions/image-updater-${name}`,
  ),
};

describe('a page that reaches clusters, Google or Pub/Sub, followed in an empty folder', function () {
  this.timeout(300_000);
  const followed = new Map<string, Followed>();
  let sandbox: Sandbox;
  let published = 0;

  before(async () => {
    sandbox = await startSandbox({
      objects: [stored({ containers: [{ name: 'app', image: `${WEB}:1.2.3` }] })],
    });
    await withPubSub((pubsub) =>
      onGoogle((google) =>
        withKubeconfig(sandbox.url, async (kubeconfig) => {
          const environment = {
            ...google,
            ...pubsub.environment,
            IMAGE_UPDATER_CONFIG: configuration(sandbox),
          };
          const home = `mkdir -p "$HOME/.kube" && echo '${kubeconfig}' > "$HOME/.kube/config"`;
          const given = [home, `URL=https://u.example KEY=${KEY}`];
          for (const page of ON_GOOGLE)
            await follow(
              page,
              { environment, there: THERE, given: page === 'README.md' ? given : [...given, ...CLONE] },
              (all) => void followed.set(page, all),
            );
          published = pubsub.publishes.flatMap(({ messages }) => messages ?? []).length;
        }),
      ),
    );
  });
  after(() => sandbox.close());

  const runsOf = (page: string): readonly Run[] => followed.get(page)?.runs ?? [];
  const updaterRuns = (page: string) =>
    runsOf(page)
      .filter(({ program }) => program === 'image-updater')
      .map(({ words, code }) => [words.slice(0, 2).join(' '), code]);

  for (const page of ON_GOOGLE)
    it(`leads through every step: ${page}`, () => {
      const all = followed.get(page);
      assert.ok(all !== undefined);
      assertThrough(all);
    });

  for (const page of ON_GOOGLE)
    it(`has commands of the image updater that work: ${page}`, () =>
      assert.deepEqual(
        updaterRuns(page).filter(([, code]) => code !== EXIT.done),
        [],
      ));

  it('shows what runs in the cluster of the reader, and what a push would change there', () =>
    assert.deepEqual(updaterRuns('README.md'), [
      ['demo', EXIT.done],
      ['images --config', EXIT.done],
      ['plan europe-docker.pkg.dev/my-project/app/web:1.5.0', EXIT.done],
    ]));

  it('publishes an image and what was pulled, and nothing in a dry run', () => assert.equal(published, 2));

  it('has an event that the function handles', () =>
    serving(`mode: observe\n${configuration(sandbox)}`, async ({ url }) => {
      const { address, headers, body } = request(runsOf(CLUSTERS), 'localhost:8080');
      const path = address.replace('localhost:8080', '');
      assert.equal((await fetch(`${url}${path}`, { method: 'POST', headers, body })).status, 204);
    }));

  it('has a call that its configuration of callers lets in', () =>
    serving(`${configuration(sandbox)}\n${callersOfThePage()}`, async ({ callUrl }) => {
      const { address, headers, body } = request(runsOf(HTTP), 'https://u.example');
      const path = address.replace('https://u.example', '');
      const response = await fetch(`${callUrl}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      });
      assert.equal(response.status, 200, await response.text());
    }));

  it('has an event of the registry that the function handles', () =>
    serving(`mode: observe\n${configuration(sandbox)}`, async ({ url }) => {
      const [event] = codeBlocks(PUBSUB, 'json');
      assert.ok(event !== undefined);
      const response = await fetch(`${url}/projects/my-project/topics/gcr`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: event.text,
      });
      assert.equal(response.status, 204);
    }));
});

function configuration({ url }: Sandbox): string {
  return [
    `clusters: [{ name: test, server: '${url}' }]`,
    'replay: projects/my-project/topics/image-updater-replay',
    'deadLetters: projects/my-project/subscriptions/image-updater-dead-letters',
    '',
  ].join('\n');
}

/** The callback of the page, with the hash of the key that is used here. */
function callersOfThePage(): string {
  const block = codeBlocks(HTTP, 'yaml').find(({ text }) => text.startsWith('callback:'))?.text ?? '';
  const hash = valueAt(load(block), ['callback', 'keys', '0', 'sha256']);
  const [written = ''] = /[0-9a-f]{64}/.exec(block) ?? [];
  assert.ok(written !== '' && (hash === undefined || hash === written));
  return block.replace(written, sha256(KEY));
}

/** A request as the words of curl say it. */
function request(runs: readonly Run[], start: string) {
  const words =
    runs.find(({ program, words: all }) => program === 'curl' && all.some((word) => word.startsWith(start)))
      ?.words ?? [];
  const address = words.find((word) => word.startsWith(start));
  assert.ok(address !== undefined, `curl ${start}`);
  const after = (...flags: readonly string[]): readonly string[] =>
    words.filter((_, index) => flags.includes(words[index - 1] ?? ''));
  const headers = Object.fromEntries(
    after('-H').map((line) => [line.split(': ')[0] ?? '', line.split(': ')[1] ?? '']),
  );
  return { address, headers, body: after('-d', '--json')[0] ?? '' };
}
