/** Every page with commands, followed with fakes of the programs that it names; what it sends is then sent to the functions. */
import assert from 'node:assert/strict';
import { serving } from '../support/served-functions.ts';
import { codeBlocks } from '../support/pages.ts';
import { sha256 } from '../support/sha256.ts';
import { decodePush } from '../../lib/core/event/decode-push.ts';
import { readRequest } from '../../lib/core/event/read-delivery.ts';
import { readCurl } from './fakes/curl.ts';
import { assertThrough, follow, type Followed } from './follow.ts';
import { journeys } from './journeys.ts';
import { API, withSurroundings, type Surroundings } from './surroundings.ts';

/** It begins in a new project, and is followed by a test of its own. */
const FROM_NOTHING = 'infra/README.md';
const ACCOUNT = 'system:serviceaccount:image-updater:image-updater';
const ACCOUNT_WITH_DOTS = ACCOUNT.replaceAll(':', '.');
/** What is there in the end, by page and section. */
const MADE: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'infra/examples/fleet/README.md',
    [
      'ClusterRoleBinding image-updater:image-updater-runtime@my-platform.iam.gserviceaccount.com',
      'ClusterRoleBinding image-updater:updater@bank-prod.iam.gserviceaccount.com',
    ],
  ],
  [
    'infra/kubernetes/README.md',
    [
      `ClusterRoleBinding image-updater:${ACCOUNT}`,
      `ValidatingAdmissionPolicy image-updater-image-only.${ACCOUNT_WITH_DOTS}`,
      `ValidatingAdmissionPolicyBinding image-updater-image-only.${ACCOUNT_WITH_DOTS}`,
      'Deployment image-updater',
      'ConfigMap image-updater',
    ],
  ],
  [
    'infra/kubernetes/README.md, In pull mode',
    ['ServiceAccount image-updater', 'Deployment image-updater', 'ConfigMap image-updater'],
  ],
]);

describe('a page with commands', function () {
  this.timeout(300_000);
  const followed = new Map<string, Followed & { readonly objects: readonly string[] }>();
  const all = journeys()
    .filter(({ page }) => page !== FROM_NOTHING)
    .map((journey) => ({ ...journey, title: [journey.page, journey.section].filter(Boolean).join(', ') }));

  for (const journey of all)
    it(`leads through every step: ${journey.title}`, () =>
      withSurroundings(async (around) => {
        await follow(journey, around, (came) => {
          followed.set(journey.title, { ...came, objects: came.state.list('object') });
          assertThrough(came);
          checkPublished(came, around);
        });
        await checkRequests(journey.page, followed.get(journey.title)?.runs ?? [], around);
      }));

  for (const [title, objects] of MADE)
    it(`makes what it says: ${title}`, () => {
      const made = followed.get(title)?.objects;
      assert.deepEqual(
        objects.filter((object) => made?.includes(object) !== true),
        [],
      );
    });

  it('is among dozens of blocks', () => assert.ok(all.flatMap(({ blocks }) => blocks).length > 15));
});

/** Each replay that is no dry run publishes a push, whose digest is given. */
function checkPublished({ runs }: Followed, { pubsub }: Surroundings): void {
  const replays = runs.filter(
    ({ program, words }) =>
      program === 'image-updater' && words[0] === 'replay' && !words.includes('--dry-run'),
  );
  const messages = pubsub.publishes.flatMap(({ messages: some }) => some ?? []);
  assert.equal(messages.length, replays.length);
  const settings = { aliases: [], repositories: [], ignoreTags: [], ownTopics: [] };
  for (const { data } of messages) {
    const request = { path: '/', headers: {}, body: Buffer.from(data ?? ''), receivedAt: Date.now() };
    const decoded = decodePush(readRequest(request, { ...settings, trusted: 'all' }), settings);
    assert.ok('push' in decoded && decoded.push.digest !== undefined);
  }
}

/** Each request of a page to the functions gets the answer that it is after. */
async function checkRequests(
  page: string,
  runs: Followed['runs'],
  { configuration }: Surroundings,
): Promise<void> {
  const requests = runs
    .filter(({ program }) => program === 'curl')
    .map(({ words }) => readCurl(words))
    .filter(({ url, body }) => body !== '' && [new URL(API.url).host, 'localhost:8080'].includes(url.host));
  if (requests.length === 0) return;
  await serving(`mode: observe\n${configuration}\n${callersOf(page)}`, async ({ url, callUrl }) => {
    for (const {
      url: { pathname, search },
      headers,
      body,
    } of requests) {
      const isCall = pathname === '/api/update';
      const response = await fetch(`${isCall ? callUrl : url}${pathname}${search}`, {
        method: 'POST',
        headers,
        body,
      });
      assert.equal(response.status, isCall ? 200 : 204, await response.text());
    }
  });
}

/** The callers that the configuration of a page lets in, with the hash of the key that is used here. */
function callersOf(page: string): string {
  const { text = '' } = codeBlocks(page, 'yaml').find((block) => block.text.startsWith('callback:')) ?? {};
  return text.replace(/[0-9a-f]{64}/, sha256(API.key));
}
