import assert from 'node:assert/strict';
import { reasonAddress } from '../../lib/core/errors/reason-page.ts';
import { logLine } from '../../lib/logging/log-line.ts';
import { reasonFields } from '../../lib/logging/reason-fields.ts';
import { explainReason } from '../../lib/report/explain-reason.ts';
import { objectOr, parseJson } from '../../lib/core/text/json.ts';

describe('the fields of a reason in a log line', () => {
  it('are those of a document, with the message of the reason as its explanation', () => {
    const { message: explanation, ...rest } = explainReason('ApiDisabled', 'd', {
      SERVICE: 's',
      PROJECT: 'p',
    });
    assert.deepEqual(reasonFields(explainReason('ApiDisabled', 'd', { SERVICE: 's', PROJECT: 'p' })), {
      ...rest,
      explanation,
      docs: reasonAddress('ApiDisabled'),
    });
  });

  it('leave the static message of the line as it is', () => {
    const fields = reasonFields(explainReason('Refused', 'no'));
    const line = logLine({ severity: 'ERROR', message: 'Update failed', labels: {}, fields }, undefined);
    assert.equal(objectOr(parseJson(line))['message'], 'Update failed');
  });
});
