import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import { stepText, invitation, openingText, outcomeText } from '../../../lib/cli/demo/text.ts';
import type { EventResult } from '../../../lib/core/report/event-result.ts';
import { push } from '../../support/builders.ts';
import { DELIVERY } from '../../support/report-builders.ts';

const STAGE = { url: 'http://f', production: { url: 'http://p' }, staging: { url: 'http://s' } };
const COMPLETED: EventResult = {
  status: 'completed',
  delivery: DELIVERY,
  report: {
    push: push(),
    clusters: [
      { cluster: 'a', scanned: 2, updated: [], alreadyApplied: [], failed: [], faults: [], skipped: [] },
    ],
  },
};

describe('what the demo prints', () => {
  it('begins with where everything listens', () =>
    assert.match(
      openingText(STAGE),
      /http:\/\/p\n.*http:\/\/s\n.*http:\/\/f\/projects\/\S+\/topics\/gcr\n$/,
    ));

  it('of an act is its number, its title and the answer', () =>
    assert.equal(
      stripVTControlCharacters(stepText(2, 'An image is pushed', 204)),
      '\n2. An image is pushed\n   the function answers with 204\n\n',
    ));

  it('of its outcome is the report, its counts, or the log', () => {
    const performed = { result: COMPLETED, lines: ['{}'] };
    assert.match(outcomeText('everything', performed), /cluster a: 2 workloads/);
    assert.match(outcomeText('counts', performed), /a: 0 updated/);
    assert.equal(outcomeText('log', performed), '{}\n');
  });

  it('of an event without a report is its log', () => {
    const result: EventResult = {
      status: 'ignored',
      delivery: DELIVERY,
      reason: 'NotAnInsert',
      detail: 'DELETE',
    };
    assert.equal(outcomeText('everything', { result, lines: ['{}'] }), '{}\n');
  });

  it('with --keep is the next event, where to look, and the configuration', () => {
    const text = invitation(STAGE, 'clusters: []\n');
    assert.match(text, /curl -i http:\/\/f\/.*curl http:\/\/p\/apis.*\nclusters: \[\]\n$/s);
  });
});
