import assert from 'node:assert/strict';
import type { Delivery } from '../../lib/core/event/delivery.ts';
import { Fault } from '../../lib/core/errors/fault.ts';
import type { EventResult } from '../../lib/core/report/event-result.ts';
import { at, parseJson } from '../../lib/core/text/json.ts';
import { commandOf, REASONS, remedyOf, type FaultReason } from '../../lib/core/errors/reason.ts';
import {
  reportCluster,
  type ClusterFault,
  type Failed,
  type Outcome,
  type Updated,
} from '../../lib/core/report/report.ts';
import type { Skipped } from '../../lib/core/report/skipped.ts';
import { configEntry, connectionEntry, logEntries, unpublishedEntry } from '../../lib/logging/log-entries.ts';
import { logLine } from '../../lib/logging/log-line.ts';
import { digest, push, REPOSITORY } from '../support/builders.ts';

const DELIVERY: Delivery = {
  shape: 'push',
  data: '',
  attributes: {},
  id: 'm1',
  publishedAt: 1000,
  messageId: '77',
  subscription: 'projects/shop/subscriptions/s',
  attempt: 2,
};
const LOGGED = { shape: 'push', messageId: '77', subscription: 'projects/shop/subscriptions/s', attempt: 2 };
const WORKLOAD = { kind: 'Deployment', namespace: 'shop', name: 'web' };
const SUBJECT = { workload: WORKLOAD, container: 'app', image: `${REPOSITORY}:v1` };
const UPDATED: Updated = {
  ...SUBJECT,
  result: 'updated',
  from: `${REPOSITORY}:v1`,
  to: `${REPOSITORY}:v1@${digest(1)}`,
  effect: 'partition',
  restarted: false,
  keepsOldBits: false,
  pinned: true,
};

function failed(reason: FaultReason): Failed {
  return { ...SUBJECT, result: 'failed', reason, detail: 'what the server said' };
}

function skips(count: number, reason: Skipped['reason']): Skipped[] {
  return Array.from({ length: count }, (_, index) => ({
    ...SUBJECT,
    workload: { ...WORKLOAD, name: `web-${index}` },
    result: 'skipped' as const,
    reason,
  }));
}

function handled(outcomes: readonly Outcome[], faults: readonly ClusterFault[] = []): EventResult {
  const cluster = reportCluster('production', 5003, outcomes, faults);
  return { status: 'completed', delivery: DELIVERY, report: { push: push(), clusters: [cluster] } };
}

describe('the entries of a push', () => {
  it('are a warning for policies that are beyond a limit, with the count and ten examples', () => {
    const skipped = skips(30, 'TooManyPolicies').map((each) => ({ ...each, detail: 'at most 50' }));
    const entries = logEntries(handled(skipped));
    assert.deepEqual(
      entries.map(({ severity, labels }) => [severity, labels['reason']]),
      [
        ['WARNING', 'TooManyPolicies'],
        ['WARNING', undefined],
      ],
    );
    const { count, examples, detail } = entries[0]?.fields ?? {};
    assert.deepEqual([count, detail], [30, 'at most 50']);
    assert.ok(Array.isArray(examples) && examples.length === 10);
  });

  it('are no warning for what an owner chose', () =>
    assert.deepEqual(
      logEntries(handled(skips(30, 'Held'))).map(({ severity }) => severity),
      ['INFO'],
    ));

  it('are one for each update, and one that sums up', () =>
    assert.deepEqual(logEntries(handled([UPDATED])), [
      {
        severity: 'INFO',
        message: 'Image updated',
        labels: { push: 'm1', cluster: 'production' },
        fields: {
          kind: 'Deployment',
          namespace: 'shop',
          name: 'web',
          container: 'app',
          from: UPDATED.from,
          to: UPDATED.to,
          effect: 'partition',
          restarted: false,
          pinned: true,
        },
      },
      {
        severity: 'INFO',
        message: 'Event handled',
        labels: { push: 'm1' },
        fields: {
          image: {
            repository: REPOSITORY,
            tag: 'v1',
            digest: digest(1),
            publishedAt: '1970-01-01T00:00:01.000Z',
          },
          clusters: [{ cluster: 'production', scanned: 5003, updated: 1, failed: 0, faults: 0, skipped: {} }],
          delivery: LOGGED,
        },
      },
    ]));

  it('say of an update that was only planned that it would be', () =>
    assert.equal(
      logEntries(handled([{ ...UPDATED, result: 'planned' }]))[0]?.message,
      'Image would be updated',
    ));

  it('warn where nodes keep the old bits', () => {
    const [entry] = logEntries(handled([{ ...UPDATED, restarted: true, keepsOldBits: true }]));
    assert.equal(entry?.severity, 'WARNING');
    assert.ok(entry.fields['warning'] !== undefined);
  });

  it('are one for each failure, with what a person can do', () => {
    const [entry] = logEntries(handled([failed('Refused')]));
    assert.deepEqual(entry, {
      severity: 'ERROR',
      message: 'Update failed',
      labels: { push: 'm1', cluster: 'production', reason: 'Refused' },
      fields: {
        kind: 'Deployment',
        namespace: 'shop',
        name: 'web',
        container: 'app',
        image: `${REPOSITORY}:v1`,
        reason: 'Refused',
        explanation: REASONS.Refused.message,
        remedy: REASONS.Refused.remedy,
        detail: 'what the server said',
      },
    });
  });

  it('are one for each kind that was not listed', () => {
    const fault = { where: 'list deployments', reason: 'Forbidden', detail: 'no' } as const;
    assert.deepEqual(logEntries(handled([], [fault]))[0], {
      severity: 'WARNING',
      message: 'Cluster not updated in full',
      labels: { push: 'm1', cluster: 'production', reason: 'Forbidden' },
      fields: { ...fault, explanation: REASONS.Forbidden.message, remedy: REASONS.Forbidden.remedy },
    });
  });

  it('have the command that mends it, with what the fault knows', () => {
    const terms = { PROJECT: 'shop', MEMBER: 'serviceAccount:updater@shop.iam.gserviceaccount.com' };
    const [entry] = logEntries(
      handled([], [{ where: 'find the cluster', reason: 'ForbiddenByIam', detail: 'no', terms }]),
    );
    assert.deepEqual(
      [entry?.fields['remedy'], entry?.fields['command']],
      [remedyOf('ForbiddenByIam', terms), commandOf('ForbiddenByIam', terms)],
    );
  });

  it('are one for 5,000 skips: counted by reason, with ten examples', () => {
    const entries = logEntries(handled([...skips(5000, 'AlreadyCurrent'), ...skips(3, 'Held')]));
    assert.equal(entries.length, 1);
    const [line = ''] = entries.map((entry) => logLine(entry, undefined));
    assert.ok(line.length < 4000);
    const names = (count: number) =>
      Array.from({ length: count }, (_, index) => `Deployment shop/web-${index} app`);
    const [cluster] = [at(parseJson(line), ['clusters'])].flat();
    assert.deepEqual(at(cluster, ['skipped']), {
      AlreadyCurrent: { count: 5000, examples: names(10) },
      Held: { count: 3, examples: names(3) },
    });
  });

  const worst: readonly (readonly [string, readonly FaultReason[]])[] = [
    ['INFO', []],
    ['WARNING', ['Unreachable', 'Conflict']],
    ['ERROR', ['Unreachable', 'Refused']],
  ];
  for (const [severity, reasons] of worst)
    it(`sum up as ${severity} what failed with ${reasons.join(' and ') || 'nothing'}`, () =>
      assert.equal(logEntries(handled(reasons.map(failed))).at(-1)?.severity, severity));
});

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
    const terms = { IMAGE: 'h.io/a:1', TIME: '2026-01-05T08:00:00.000Z' };
    const beyond = { where: 'update the cluster', reason: 'TooMany', detail: 'd', terms } as const;
    const clusters = [reportCluster('a', 9, skips(3, 'TooMany'), [beyond])];
    const report = { push: push(), clusters };
    const entries = logEntries({ status: 'completed', delivery: DELIVERY, report });
    assert.deepEqual(
      entries.map(({ severity }) => severity),
      ['ERROR', 'ERROR'],
    );
    assert.match(String(entries[0]?.fields['command']), / h\.io\/a:1 .*2026-01-05T08:00:00\.000Z .*ignore/);
  });
});

describe('the entry of an event', () => {
  it('that is none of our business says why', () => {
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
          remedy: REASONS.NotAnInsert.remedy,
          detail: 'DELETE',
          delivery: LOGGED,
        },
      },
    ]);
  });

  const { message: explanation, remedy } = REASONS.NotJson;
  const fault = new Fault('NotJson', 'expected JSON');
  const why = { reason: 'NotJson', explanation, remedy, detail: 'expected JSON' };

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
    const given: EventResult = { status: 'failed', delivery: DELIVERY, fault: new Fault('Unexpected', 'x') };
    const [entry] = logEntries(given);
    assert.deepEqual([entry?.severity, entry?.message], ['ERROR', 'Event not handled']);
  });
});

describe('the entry of an event that cannot be handled', () => {
  it('has the command that mends it, with what the fault knows', () => {
    const terms = { PROJECT: 'shop', SERVICE: 'container.googleapis.com' };
    const fault = new Fault('ApiDisabled', 'x', { terms });
    const [entry] = logEntries({ status: 'failed', delivery: DELIVERY, fault });
    assert.equal(entry?.fields['command'], commandOf('ApiDisabled', terms));
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
      { status: 'failed', delivery: DELIVERY, fault: new Fault('NoTopic', 'x') },
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
  const fault = new Fault('NoTopic', 'there is none', { terms });

  it('is a warning with the command that mends it, and the delivery', () =>
    assert.deepEqual(unpublishedEntry(handled([UPDATED]), fault), {
      severity: 'WARNING',
      message: 'Report not published',
      labels: { push: 'm1', reason: 'NoTopic' },
      fields: {
        reason: 'NoTopic',
        explanation: REASONS.NoTopic.message,
        remedy: remedyOf('NoTopic', terms),
        command: commandOf('NoTopic', terms),
        detail: 'there is none',
        delivery: LOGGED,
      },
    }));

  it('goes without a delivery where none could be read', () => {
    const given: EventResult = { status: 'failed', delivery: undefined, fault };
    const { labels, fields } = unpublishedEntry(given, fault);
    assert.deepEqual([labels, 'delivery' in fields], [{ reason: 'NoTopic' }, false]);
  });
});

describe('the entry of the connection to Pub/Sub', () => {
  it('is a warning with what can be done where it is lost', () =>
    assert.deepEqual(connectionEntry(new Fault('Unreachable', 'nobody')), {
      severity: 'WARNING',
      message: 'Pub/Sub not reached',
      labels: { reason: 'Unreachable' },
      fields: {
        reason: 'Unreachable',
        explanation: REASONS.Unreachable.message,
        remedy: remedyOf('Unreachable'),
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
