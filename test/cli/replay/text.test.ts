import assert from 'node:assert/strict';
import { UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import { valueAt, parseJson } from '../../../lib/core/text/json.ts';
import { jsonSummary, textSummary } from '../../../lib/cli/replay/text.ts';
import type { ReplayOutcome } from '../../../lib/replay/replay-outcome.ts';
import { REPLAY } from '../../support/replay-builders.ts';

const fault = new UpdaterError('NoTopic', 'no \u{1b}', { terms: { TOPIC: 'replay', PROJECT: 'own' } });
const OUTCOMES: readonly ReplayOutcome[] = [
  { result: 'published', subject: { line: 1 }, topic: REPLAY, id: 'n1' },
  { result: 'ignored', subject: { line: 2 }, reason: 'NotAnInsert', detail: 'DELETE' },
  { result: 'failed', subject: { line: 3, message: 'm' }, topic: REPLAY, fault },
];
const ENDING = { dryRun: false, interrupted: false };

function accountOf(open: typeof textSummary, outcomes: readonly ReplayOutcome[], ending = ENDING): string {
  let text = '';
  const { add, end } = open((part) => void (text += part));
  outcomes.forEach(add);
  end(ending);
  return text;
}

describe('the account of a replay', () => {
  it('as text has counts, topics, and each reason with its command', () => {
    const text = accountOf(textSummary, OUTCOMES);
    assert.match(text, /^3 read: 1 published, 1 ignored, 0 malformed, 1 failed\.\n/);
    assert.match(text, /projects\/own\/topics\/replay +1 +1\n/);
    assert.match(text, /\n {4}line 3, message m: .*\n {4}gcloud pubsub topics create replay --project own\n/);
    assert.ok(!text.includes('\u{1b}'));
  });

  it('as text of a dry run has a line for each message', () => {
    const planned: ReplayOutcome = { result: 'planned', subject: { line: 1, image: 'h/r:1' }, topic: REPLAY };
    const text = accountOf(textSummary, [planned], { ...ENDING, dryRun: true });
    assert.match(text, /^line 1, h\/r:1 to projects\/own\/topics\/replay\n1 read: 1 would be published/);
  });

  it('as JSON is one document with a row for each', () => {
    const document = parseJson(accountOf(jsonSummary, OUTCOMES));
    assert.partialDeepStrictEqual(document, {
      messages: [
        { result: 'published', line: 1, topic: 'projects/own/topics/replay', publishedAs: 'n1' },
        { result: 'ignored', line: 2, reason: 'NotAnInsert' },
        { result: 'failed', line: 3, message: 'm', reason: 'NoTopic' },
      ],
      read: 3,
      published: 1,
      failed: 1,
      interrupted: false,
    });
  });

  it('as JSON is a document also where there was nothing', () =>
    assert.deepEqual(valueAt(parseJson(accountOf(jsonSummary, [])), ['messages']), []));
});
