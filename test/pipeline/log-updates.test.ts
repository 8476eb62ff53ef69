import assert from 'node:assert/strict';
import { valueAt, parseJson } from '../../lib/core/text/json.ts';
import { logUpdates } from '../../lib/pipeline/log-updates.ts';
import { settings } from '../support/builders.ts';
import { updatedOutcome } from '../support/outcome-builders.ts';
import { DELIVERY } from '../support/report-builders.ts';

const LABELS = 'logging.googleapis.com/labels';

describe('the log of updates', () => {
  it('has a line for each, with its push, its cluster, its caller and the trace of the event', () => {
    const lines: unknown[] = [];
    const app = {
      settings: settings(),
      sources: [],
      log: (line: string) => void lines.push(parseJson(line)),
    };
    const trace = { trace: 'projects/shop/traces/1', sampled: true };
    const { onUpdated } = logUpdates(app, { ...DELIVERY, caller: 'ci' }, trace);
    onUpdated?.('production', updatedOutcome());
    assert.equal(lines.length, 1);
    assert.deepEqual(
      [
        valueAt(lines[0], ['message']),
        valueAt(lines[0], [LABELS]),
        valueAt(lines[0], ['logging.googleapis.com/trace']),
      ],
      ['Image updated', { push: 'm1', caller: 'ci', cluster: 'production' }, trace.trace],
    );
  });
});
