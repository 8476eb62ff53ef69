import assert from 'node:assert/strict';
import { reasonAddress } from '../../lib/core/errors/reason-page.ts';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import type { EventResult } from '../../lib/core/report/event-result.ts';
import { formatCommand, REASONS, formatRemedy } from '../../lib/core/errors/reason.ts';
import { reportCluster } from '../../lib/core/report/report.ts';
import {
  configEntry,
  connectionEntry,
  logEntries,
  publishFailureEntry,
} from '../../lib/logging/log-entries.ts';
import { logLine } from '../../lib/logging/log-line.ts';
import { digest, push, REPOSITORY } from '../support/builders.ts';
import { DELIVERY, LOGGED, UPDATED, failed, skips, handled } from './handled-events.ts';

describe('the entry that sums up', () => {
  it('stays below what Cloud Logging takes, with hundreds of clusters', () => {
    const [first] = logEntries(handled([]));
    assert.ok(first !== undefined);
    const clusters = Array.from({ length: 500 }, (_, index) =>
      reportCluster(
        `cluster-${index}`,
        9,
        [...skips(12, 'Held'), ...skips(12, 'OtherTag'), ...skips(12, 'NotNewer')],
        [],
      ),
    );
    const entry = logEntries({
      status: 'completed',
      delivery: DELIVERY,
      report: { push: push(), clusters },
    }).at(-1);
    assert.ok(entry !== undefined);
    assert.ok(logLine(entry, undefined).length < 256_000);
  });

  it('is an error where limits hold back too many updates, with the command that replays the push', () => {
    const terms = { IMAGE: 'h.io/a:1', TIME: '2026-01-05T08:00:00.000Z', TOPIC: 'projects/p/topics/replay' };
    const beyond = { where: 'update the cluster', reason: 'TooMany', detail: 'd', terms } as const;
    const clusters = [reportCluster('a', 9, skips(3, 'TooMany'), [beyond])];
    const report = { push: push(), clusters };
    const entries = logEntries({ status: 'completed', delivery: DELIVERY, report });
    assert.deepEqual(
      entries.map(({ severity }) => severity),
      ['ERROR', 'DEBUG', 'ERROR'],
    );
    assert.match(String(entries[0]?.fields['command']), / h\.io\/a:1 .*2026-01-05T08:00:00\.000Z .*ignore/);
  });
});

describe('the entry of an event', () => {
  it('that is not relevant says why', () => {
    const given: EventResult = {
      status: 'ignored',
      delivery: DELIVERY,
      reason: 'NotAnInsert',
      detail: 'DELETE',
    };
    assert.deepEqual(logEntries(given), [
      {
        severity: 'INFO',
        message: 'Event ignored',
        labels: { push: 'm1', reason: 'NotAnInsert' },
        fields: {
          reason: 'NotAnInsert',
          explanation: REASONS.NotAnInsert.message,
          docs: reasonAddress('NotAnInsert'),
          remedy: REASONS.NotAnInsert.remedy,
          detail: 'DELETE',
          delivery: LOGGED,
        },
      },
    ]);
  });

  const { message: explanation, remedy } = REASONS.NotJson;
  const fault = new UpdaterError('NotJson', 'expected JSON');
  const why = {
    reason: 'NotJson',
    explanation,
    docs: reasonAddress('NotJson'),
    remedy,
    detail: 'expected JSON',
  };

  it('that cannot be understood is an error, with its delivery', () =>
    assert.deepEqual(logEntries({ status: 'failed', delivery: DELIVERY, fault }), [
      {
        severity: 'ERROR',
        message: 'Event not understood',
        labels: { push: 'm1', reason: 'NotJson' },
        fields: { ...why, delivery: LOGGED },
      },
    ]));

  it('whose delivery cannot be read either goes without', () =>
    assert.deepEqual(logEntries({ status: 'failed', delivery: undefined, fault }), [
      { severity: 'ERROR', message: 'Event not understood', labels: { reason: 'NotJson' }, fields: why },
    ]));

  it('whose delivery cannot be read has the id of its message, where that could be told', () => {
    const [entry] = logEntries({ status: 'failed', delivery: undefined, messageId: '77', fault });
    assert.deepEqual(entry?.fields, { ...why, delivery: { messageId: '77' } });
    assert.deepEqual(entry?.labels, { reason: 'NotJson' });
  });

  it('that the program tripped over is not called one that was not understood', () => {
    const given: EventResult = {
      status: 'failed',
      delivery: DELIVERY,
      fault: new UpdaterError('Unexpected', 'x'),
    };
    const [entry] = logEntries(given);
    assert.deepEqual([entry?.severity, entry?.message], ['ERROR', 'Event not handled']);
  });
});

describe('the entry of an event that cannot be handled', () => {
  it('has the command that mends it, with what the fault knows', () => {
    const terms = { PROJECT: 'shop', SERVICE: 'container.googleapis.com' };
    const fault = new UpdaterError('ApiDisabled', 'x', { terms });
    const [entry] = logEntries({ status: 'failed', delivery: DELIVERY, fault });
    assert.equal(entry?.fields['command'], formatCommand('ApiDisabled', terms));
  });
});

describe('the entry of an event that was shared out', () => {
  it('counts the shares, each of which logs what it did itself', () => {
    const shares = ['a', 'b', 'c'].map((cluster) => ({ cluster, entry: cluster }));
    assert.deepEqual(logEntries({ status: 'fanned-out', delivery: DELIVERY, push: push(), tasks: shares }), [
      {
        severity: 'INFO',
        message: 'Event fanned out',
        labels: { push: 'm1' },
        fields: {
          image: {
            repository: REPOSITORY,
            tag: 'v1',
            digest: digest(1),
            publishedAt: '1970-01-01T00:00:01.000Z',
          },
          tasks: 3,
          delivery: LOGGED,
        },
      },
    ]);
  });
});

describe('one entry of each attempt', () => {
  const fault = { where: 'list deployments', reason: 'Forbidden', detail: 'no' } as const;
  const tables: readonly (readonly [title: string, given: EventResult, why: object])[] = [
    [
      'that failed in clusters has each reason once',
      handled([failed('Conflict'), failed('Refused'), failed('Conflict')], [fault]),
      { reasons: ['Conflict', 'Refused', 'Forbidden'] },
    ],
    [
      'that could not be handled has the reason',
      { status: 'failed', delivery: DELIVERY, fault: new UpdaterError('NoTopic', 'x') },
      { reason: 'NoTopic' },
    ],
    [
      'that was a share for nobody has the reason',
      { status: 'ignored', delivery: DELIVERY, reason: 'UnknownCluster', detail: 'gone' },
      { reason: 'UnknownCluster' },
    ],
  ];
  for (const [title, given, why] of tables)
    it(`${title}, beside the message's id and the attempt`, () => {
      const fields = logEntries(given).at(-1)?.fields;
      assert.partialDeepStrictEqual(fields, { ...why, delivery: { messageId: '77', attempt: 2 } });
    });

  it('that did what there was to do has none', () =>
    assert.ok(!('reasons' in (logEntries(handled([UPDATED])).at(-1)?.fields ?? {}))));
});

describe('the entry of a report that was not published', () => {
  const terms = { PROJECT: 'shop', TOPIC: 'results' };
  const fault = new UpdaterError('NoTopic', 'there is none', { terms });

  it('is a warning with the command that mends it, and the delivery', () =>
    assert.deepEqual(publishFailureEntry(handled([UPDATED]), fault), {
      severity: 'WARNING',
      message: 'Report not published',
      labels: { push: 'm1', reason: 'NoTopic' },
      fields: {
        reason: 'NoTopic',
        explanation: REASONS.NoTopic.message,
        docs: reasonAddress('NoTopic'),
        remedy: formatRemedy('NoTopic', terms),
        command: formatCommand('NoTopic', terms),
        detail: 'there is none',
        delivery: LOGGED,
      },
    }));

  it('goes without a delivery where none could be read', () => {
    const given: EventResult = { status: 'failed', delivery: undefined, fault };
    const { labels, fields } = publishFailureEntry(given, fault);
    assert.deepEqual([labels, 'delivery' in fields], [{ reason: 'NoTopic' }, false]);
  });
});

describe('the entry of the connection to Pub/Sub', () => {
  it('is a warning with what can be done where it is lost', () =>
    assert.deepEqual(connectionEntry(new UpdaterError('Unreachable', 'nobody')), {
      severity: 'WARNING',
      message: 'Pub/Sub not reached',
      labels: { reason: 'Unreachable' },
      fields: {
        reason: 'Unreachable',
        explanation: REASONS.Unreachable.message,
        docs: reasonAddress('Unreachable'),
        remedy: formatRemedy('Unreachable'),
        detail: 'nobody',
      },
    }));

  it('is no more than a word where it is back', () => {
    const { severity, labels } = connectionEntry(undefined);
    assert.deepEqual([severity, labels], ['INFO', {}]);
  });
});

describe('the entry of a configuration', () => {
  it('holds all that is worth a word', () => {
    const warning = {
      code: 'PlainHttp',
      path: 'clusters[0].server',
      expected: 'https',
      received: 'http',
    } as const;
    assert.deepEqual(configEntry([warning]), {
      severity: 'WARNING',
      message: 'Configuration',
      labels: {},
      fields: { warnings: [warning] },
    });
  });
});
