import assert from 'node:assert/strict';
import sinon from 'sinon';
import { logLine, type LogEntry } from '../../lib/logging/log-line.ts';

const ENTRY: LogEntry = {
  severity: 'INFO',
  message: 'Image updated',
  labels: { push: '1' },
  fields: { container: 'app', nested: { list: ['a'] } },
};
const TIME = Date.parse('2026-01-05T08:00:00.25Z');

function parsed(entry: LogEntry, trace?: Parameters<typeof logLine>[1]): unknown {
  const value: unknown = JSON.parse(logLine(entry, trace, TIME));
  return value;
}

describe('a log line', () => {
  it("is one JSON object in Cloud Logging's shape", () =>
    assert.deepEqual(parsed(ENTRY), {
      severity: 'INFO',
      time: '2026-01-05T08:00:00.250Z',
      message: 'Image updated',
      'logging.googleapis.com/labels': { push: '1' },
      container: 'app',
      nested: { list: ['a'] },
    }));

  it('names the trace and the span', () =>
    assert.deepEqual(
      parsed({ ...ENTRY, fields: {} }, { trace: 'projects/p/traces/t', spanId: 's', sampled: true }),
      {
        severity: 'INFO',
        time: '2026-01-05T08:00:00.250Z',
        message: 'Image updated',
        'logging.googleapis.com/labels': { push: '1' },
        'logging.googleapis.com/trace': 'projects/p/traces/t',
        'logging.googleapis.com/spanId': 's',
        'logging.googleapis.com/trace_sampled': true,
      },
    ));

  it('has the time at which it is written, in RFC 3339', () => {
    const clock = sinon.useFakeTimers({ now: TIME, toFake: ['Date'] });
    try {
      assert.ok(logLine(ENTRY, undefined).includes('"time":"2026-01-05T08:00:00.250Z"'));
    } finally {
      clock.restore();
    }
  });

  it('names no span where there is none', () =>
    assert.ok(!logLine(ENTRY, { trace: 't', sampled: false }).includes('spanId')));

  it('is one line, whatever stands in its texts', () => {
    const text = 'a\nb\r\u2028c\u001b[31m\u009b1m\u202e\u0000\ud800';
    const line = logLine({ ...ENTRY, labels: { text }, fields: { text, deep: [{ text }] } }, undefined);
    assert.ok(!/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(line), line);
    assert.equal(line.split('\n').length, 1);
  });

  it('cuts a text that is too long, and says so', () => {
    const line = logLine({ ...ENTRY, fields: { text: 'x'.repeat(1_000_000) } }, undefined);
    assert.ok(line.length < 2000);
    assert.ok(line.includes('998976'));
  });
});
