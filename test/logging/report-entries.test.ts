import assert from 'node:assert/strict';
import { reasonAddress } from '../../lib/core/errors/reason-page.ts';
import { valueAt, parseJson } from '../../lib/core/text/json.ts';
import { formatCommand, REASONS, formatRemedy, type ErrorReason } from '../../lib/core/errors/reason.ts';
import type { Completed, EventResult } from '../../lib/core/report/event-result.ts';
import { reportCluster, type ClusterReport } from '../../lib/core/report/report.ts';
import { logEntries } from '../support/log-entries.ts';
import { updateEntry } from '../../lib/logging/report-entries.ts';
import { logLine, type LogEntry } from '../../lib/logging/log-line.ts';
import { digest, push, REPOSITORY } from '../support/builders.ts';
import { DELIVERY, LOGGED, UPDATED, failed, skips, handled } from './handled-events.ts';

/** All but those at DEBUG. */
const shown = (result: EventResult): readonly LogEntry[] =>
  logEntries(result).filter(({ severity }) => severity !== 'DEBUG');

describe('the entries of a push', () => {
  it('are a warning for policies that are beyond a limit, with the count and ten examples', () => {
    const skipped = skips(30, 'TooManyPolicies').map((each) => ({ ...each, detail: 'at most 50' }));
    const entries = shown(handled(skipped));
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
      shown(handled(skips(30, 'Held'))).map(({ severity }) => severity),
      ['INFO'],
    ));

  it('have one for each update as soon as it is made', () =>
    assert.deepEqual(updateEntry(UPDATED, 'production', DELIVERY), {
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
    }));

  it('are at the end the one that sums up: updates were logged when they were made', () =>
    assert.deepEqual(logEntries(handled([UPDATED])), [
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
          clusters: [
            {
              cluster: 'production',
              scanned: 5003,
              updated: 1,
              alreadyApplied: 0,
              failed: 0,
              faults: 0,
              skipped: {},
            },
          ],
          delivery: LOGGED,
        },
      },
    ]));

  it('say of an update that was only planned that it would be', () =>
    assert.equal(
      logEntries(handled([{ ...UPDATED, result: 'planned' }]))[0]?.message,
      'Image would be updated',
    ));

  it('name at the end what an earlier delivery has updated, and count it apart', () => {
    const [line, sum] = logEntries(handled([UPDATED, { ...UPDATED, result: 'alreadyApplied' }]));
    assert.deepEqual([line?.severity, line?.message], ['INFO', 'Images updated by an earlier delivery']);
    assert.partialDeepStrictEqual(line?.fields['containers'], [{ name: 'web', from: UPDATED.from }]);
    assert.partialDeepStrictEqual(sum?.fields['clusters'], [{ updated: 1, alreadyApplied: 1 }]);
  });

  it('are an error where nobody tries a call again, and a warning where it is queued', () => {
    const delivery = { ...DELIVERY, shape: 'api' as const };
    const severities = (requeue: Completed['requeue']) =>
      logEntries({ ...handled([failed('Conflict')]), delivery, requeue }).map(({ severity }) => severity);
    assert.deepEqual(severities({ is: 'none' }), ['ERROR', 'ERROR']);
    assert.deepEqual(severities({ is: 'queued' }), ['WARNING', 'WARNING']);
  });

  it('are one with the count for what the report does not list, and the sum counts it', () => {
    const cluster: ClusterReport = {
      ...reportCluster('production', 5003, [UPDATED, failed('Conflict')], []),
      unlisted: [
        { result: 'updated', count: 40 },
        { result: 'planned', count: 2 },
        { result: 'failed', reason: 'Conflict', count: 7 },
        { result: 'failed', reason: 'Refused', count: 1 },
      ],
    };
    const entries = logEntries({
      status: 'completed',
      delivery: DELIVERY,
      report: { push: push(), clusters: [cluster] },
    });
    assert.deepEqual(
      entries
        .slice(1, -1)
        .map(({ severity, message, labels, fields: { count } }) => [severity, message, labels, count]),
      [
        ['INFO', 'More images would be updated', { push: 'm1', cluster: 'production' }, 2],
        ['WARNING', 'More updates failed', { push: 'm1', cluster: 'production', reason: 'Conflict' }, 7],
        ['ERROR', 'More updates failed', { push: 'm1', cluster: 'production', reason: 'Refused' }, 1],
      ],
    );
    const sums = entries.at(-1)?.fields['clusters'];
    assert.deepEqual(sums, [
      {
        cluster: 'production',
        scanned: 5003,
        updated: 43,
        alreadyApplied: 0,
        failed: 9,
        faults: 0,
        skipped: {},
      },
    ]);
  });

  it('warn where nodes keep the old bits', () => {
    const entry = updateEntry({ ...UPDATED, restarted: true, staleImage: true }, 'production', DELIVERY);
    assert.equal(entry.severity, 'WARNING');
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
        docs: reasonAddress('Refused'),
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
      fields: {
        ...fault,
        explanation: REASONS.Forbidden.message,
        docs: reasonAddress('Forbidden'),
        remedy: REASONS.Forbidden.remedy,
      },
    });
  });

  it('have the command that fixes it, with what the fault knows', () => {
    const terms = { PROJECT: 'shop', MEMBER: 'serviceAccount:updater@shop.iam.gserviceaccount.com' };
    const [entry] = logEntries(
      handled([], [{ where: 'find the cluster', reason: 'ForbiddenByIam', detail: 'no', terms }]),
    );
    assert.deepEqual(
      [entry?.fields['remedy'], entry?.fields['command']],
      [formatRemedy('ForbiddenByIam', terms), formatCommand('ForbiddenByIam', terms)],
    );
  });

  it('are one for 5,000 skips: counted by reason, with ten examples', () => {
    const entries = shown(handled([...skips(5000, 'AlreadyCurrent'), ...skips(3, 'Held')]));
    assert.equal(entries.length, 1);
    const [line = ''] = entries.map((entry) => logLine(entry, undefined));
    assert.ok(line.length < 4000);
    const names = (count: number) =>
      Array.from({ length: count }, (_, index) => `Deployment shop/web-${index} app`);
    const [cluster] = [valueAt(parseJson(line), ['clusters'])].flat();
    assert.deepEqual(valueAt(cluster, ['skipped']), {
      AlreadyCurrent: { count: 5000, examples: names(10) },
      Held: { count: 3, examples: names(3) },
    });
  });

  const worst: readonly (readonly [string, readonly ErrorReason[]])[] = [
    ['INFO', []],
    ['WARNING', ['Unreachable', 'Conflict']],
    ['ERROR', ['Unreachable', 'Refused']],
  ];
  for (const [severity, reasons] of worst)
    it(`sum up as ${severity} what failed with ${reasons.join(' and ') || 'nothing'}`, () =>
      assert.equal(logEntries(handled(reasons.map(failed))).at(-1)?.severity, severity));
});
