/** The message transform, run as Pub/Sub runs it: a script that is asked for one function. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { ROOT } from '../support/project-root.ts';

const SCRIPT = readFileSync(path.join(ROOT, 'infra/drop-irrelevant.js'), 'utf8');

/** What the function answers to a message with these data. */
function answerTo(data: string): unknown {
  const context = createContext({ message: { data, attributes: { a: 'b' } } });
  const answer: unknown = runInContext(`${SCRIPT}\nJSON.stringify(dropIrrelevant(message, {}))`, context);
  return JSON.parse(String(answer));
}

const repository = 'europe-docker.pkg.dev/shop/images/web';
const digest = `${repository}@sha256:${'5e'.repeat(32)}`;
const tag = `${repository}:v1`;

const EVENTS: readonly { readonly what: string; readonly data: string; readonly passes: boolean }[] = [
  { what: 'a push with a tag', data: JSON.stringify({ action: 'INSERT', digest, tag }), passes: true },
  { what: 'a push with a tag alone', data: JSON.stringify({ action: 'INSERT', tag }), passes: true },
  { what: 'a push without a tag', data: JSON.stringify({ action: 'INSERT', digest }), passes: false },
  { what: 'a deletion', data: JSON.stringify({ action: 'DELETE', digest, tag }), passes: false },
  { what: 'a deletion of a tag', data: JSON.stringify({ action: 'DELETE', tag }), passes: false },
  { what: 'a push of nothing', data: JSON.stringify({ action: 'INSERT' }), passes: true },
  { what: 'a push with a wrong digest', data: JSON.stringify({ action: 'INSERT', digest: 7 }), passes: true },
  { what: 'an action that nobody knows', data: JSON.stringify({ action: 'MOVE', tag }), passes: true },
  { what: 'null', data: 'null', passes: true },
  { what: 'a number', data: '7', passes: true },
  { what: 'a list', data: '[]', passes: true },
  { what: 'garbage', data: '{"action":', passes: true },
  { what: 'nothing', data: '', passes: true },
];

describe('the message transform', () => {
  for (const { what, data, passes } of EVENTS)
    it(`${passes ? 'lets' : 'does not let'} ${what} through${passes ? ' as it is' : ''}`, () => {
      assert.deepEqual(answerTo(data), passes ? { data, attributes: { a: 'b' } } : null);
    });
});
