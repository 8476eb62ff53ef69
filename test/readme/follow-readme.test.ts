/** README.md, followed in an empty folder; its requests are then sent to the functions. */
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
import { assertThrough, follow, type Followed } from './follow.ts';
import { onGoogle } from './on-google.ts';

const WEB = 'us-docker.pkg.dev/my-project/app/web';
const KEY = 'key-of-the-test';
/** What the page takes for granted, by the text around it. */
const THERE = {
  API: ['artifactregistry', 'cloudresourcemanager', 'pubsub'].map((api) => `my-project ${api}`),
  topic: ['gcr', 'image-updater-results'].map((name) => `projects/my-project/topics/${name}`),
  subscription: ['projects/my-project/subscriptions/image-updater-pull'],
};

describe('README.md, followed in an empty folder', function () {
  this.timeout(120_000);
  let sandbox: Sandbox;
  let followed: Followed;
  let published = 0;

  before(async () => {
    sandbox = await startSandbox({
      objects: [stored({ containers: [{ name: 'app', image: `${WEB}:1.2.3` }] })],
    });
    await withPubSub((pubsub) =>
      onGoogle(async (google) => {
        const environment = {
          ...google,
          ...pubsub.environment,
          IMAGE_UPDATER_CONFIG: configuration(sandbox),
        };
        const given = [`URL=https://u.example KEY=${KEY}`];
        await follow('README.md', { environment, there: THERE, given }, (all) => {
          followed = all;
        });
        published = pubsub.publishes.flatMap(({ messages }) => messages ?? []).length;
      }),
    );
  });
  after(() => sandbox.close());

  it('leads through every step', () => assertThrough(followed));

  it('has commands of the image updater that work; of its four clusters none is there', () =>
    assert.deepEqual(
      followed.runs
        .filter(({ program }) => program === 'image-updater')
        .map(({ words, code }) => [words.slice(0, 2).join(' '), code])
        .filter(([, code]) => code !== EXIT.done),
      [['clusters --config', EXIT.failed]],
    ));

  it('publishes an image and what was pulled, and nothing in a dry run', () => assert.equal(published, 2));

  it('has an event that the function handles', () =>
    serving(`mode: observe\n${configuration(sandbox)}`, async ({ url }) => {
      const { address, headers, body } = request(followed.runs, 'localhost:8080');
      assert.ok(address !== undefined);
      const path = address.replace('localhost:8080', '');
      assert.equal((await fetch(`${url}${path}`, { method: 'POST', headers, body })).status, 204);
    }));

  it('has a call that its configuration of callers lets in', () =>
    serving(`${configuration(sandbox)}\n${callersOfThePage()}`, async ({ callUrl }) => {
      const { address, headers, body } = request(followed.runs, 'https://u.example');
      assert.ok(address !== undefined);
      const path = address.replace('https://u.example', '');
      const response = await fetch(`${callUrl}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      });
      assert.equal(response.status, 200, await response.text());
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
  const block = codeBlocks('README.md', 'yaml').find(({ text }) => text.startsWith('callback:'))?.text ?? '';
  const hash = valueAt(load(block), ['callback', 'keys', '0', 'sha256']);
  const [written = ''] = /[0-9a-f]{64}/.exec(block) ?? [];
  assert.ok(written !== '' && (hash === undefined || hash === written));
  return block.replace(written, sha256(KEY));
}

/** A request as the words of curl say it. */
function request(runs: readonly Run[], start: string) {
  const words = runs.find(
    ({ program, words: all }) => program === 'curl' && all.some((word) => word.startsWith(start)),
  )?.words;
  assert.ok(words !== undefined, `curl ${start}`);
  const after = (...flags: readonly string[]): readonly string[] =>
    words.filter((_, index) => flags.includes(words[index - 1] ?? ''));
  const headers = Object.fromEntries(
    after('-H').map((line) => [line.split(': ')[0] ?? '', line.split(': ')[1] ?? '']),
  );
  return {
    address: words.find((word) => word.startsWith(start)),
    headers,
    body: after('-d', '--json')[0] ?? '',
  };
}
