import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import { formatCommand, REASONS, type ErrorReason } from '../../../lib/core/errors/reason.ts';
import {
  reportCluster,
  type ClusterFault,
  type Failed,
  type ContainerOutcome,
  type Report,
} from '../../../lib/core/report/report.ts';
import type { Skipped } from '../../../lib/core/report/skipped.ts';
import { reasonHead } from '../../../lib/cli/terminal/reason-head.ts';
import { reportCounts, textReport } from '../../../lib/cli/terminal/report-text.ts';
import { push, REPOSITORY } from '../../support/builders.ts';
import { SUBJECT, updatedOutcome, WORKLOAD } from '../../support/outcome-builders.ts';
import { lines } from '../../support/lines.ts';

const UPDATED = updatedOutcome();
const NASTY = '\u001b[31mred\u0007\u202e\nb';

function skipped(name: string, changes: Partial<Skipped> = {}): Skipped {
  return { ...SUBJECT, workload: { ...WORKLOAD, name }, result: 'skipped', reason: 'Held', ...changes };
}

function failed(reason: ErrorReason, name = 'web'): Failed {
  return { ...SUBJECT, workload: { ...WORKLOAD, name }, result: 'failed', reason, detail: 'said the server' };
}

function report(outcomes: readonly ContainerOutcome[], faults: readonly ClusterFault[] = []): Report {
  return { push: push(), clusters: [reportCluster('production', 7, outcomes, faults)] };
}

describe('the report as text', () => {
  it('says of each update from what to what, and when it takes effect', () => {
    const all = lines(
      textReport(
        report([
          UPDATED,
          { ...UPDATED, container: 'longer-name', restarted: true, staleImage: true, effect: 'onDelete' },
        ]),
      ),
    );
    assert.deepEqual(all, [
      'cluster production: 7 workloads read; 2 containers updated, 0 skipped',
      '  updated                          from  to           effect',
      '  Deployment shop/web app          v1    v1@11111111  now',
      '  Deployment shop/web longer-name  v1    v1@11111111  onDelete, restart, stale image',
      '',
    ]);
  });

  it('says of each update whose new image carries no digest that it has none', () => {
    const plain = { ...UPDATED, to: `${REPOSITORY}:v2`, pinned: false };
    const [, , pinned = '', row = ''] = lines(textReport(report([UPDATED, plain])));
    assert.deepEqual([pinned.includes('no digest'), row.endsWith('now, no digest')], [false, true]);
    assert.ok(reportCounts(report([plain])).includes('v1 to v2, no digest'));
  });

  it('says of what was only planned that it would be', () => {
    const [head = '', columns = '', row = ''] = lines(
      textReport(report([{ ...UPDATED, result: 'planned' }])),
    );
    assert.equal(head, 'cluster production: 7 workloads read; 1 containers would be updated, 0 skipped');
    assert.ok(columns.startsWith('  would be updated'));
    assert.ok(row.endsWith('now'));
  });

  it('has a table for nothing but updates', () =>
    assert.deepEqual(lines(textReport(report([]))), [
      'cluster production: 7 workloads read; 0 containers updated, 0 skipped',
      '',
    ]));

  it('gives each reason once, with what can be done, and what it is about', () => {
    const outcomes = [
      skipped('a', { detail: 'because' }),
      skipped('b', { reason: 'AlreadyCurrent' }),
      skipped('c'),
    ];
    assert.deepEqual(
      new Set(lines(textReport(report(outcomes)))),
      new Set([
        'cluster production: 7 workloads read; 0 containers updated, 3 skipped',
        ...lines(reasonHead('Held', REASONS.Held.remedy)),
        '    Deployment shop/a app (v1): because',
        '    Deployment shop/c app (v1)',
        '  AlreadyCurrent: The container already runs this content.',
        '    Deployment shop/b app (v1)',
        '',
      ]),
    );
  });

  it('names ten of many, and counts the rest', () => {
    const all = lines(textReport(report(Array.from({ length: 25 }, (_, index) => skipped(`w${index}`)))));
    assert.equal(all.filter((line) => line.includes('shop/w')).length, 10);
    assert.ok(all.includes('    and 15 more'));
  });

  it('names ten of ten, and counts no rest', () => {
    const text = textReport(report(Array.from({ length: 10 }, (_, index) => skipped(`w${index}`))));
    assert.ok(!text.includes(' more'));
  });

  it('names every failure, under its reason', () => {
    const all = lines(
      textReport(
        report(
          [failed('Refused', 'a'), failed('Conflict', 'b'), failed('Refused', 'c')],
          [{ where: 'list cronjobs', reason: 'Forbidden', detail: 'may not' }],
        ),
      ),
    );
    assert.equal(all.filter((line) => line.startsWith('  Refused:')).length, 1);
    for (const line of [
      '    Deployment shop/a app: said the server',
      '    Deployment shop/b app: said the server',
      '    Deployment shop/c app: said the server',
      '    list cronjobs: may not',
    ])
      assert.ok(all.includes(line), line);
  });

  it('gives the command of each case with its own names, on a line of its own', () => {
    const faults = ['shop', 'bank'].map((PROJECT) => ({
      where: 'find the cluster',
      reason: 'ForbiddenByIam' as const,
      detail: `no right in ${PROJECT}`,
      terms: { PROJECT, MEMBER: 'serviceAccount:updater@ci.iam.gserviceaccount.com' },
    }));
    const all = lines(textReport(report([], faults)));
    for (const { detail, terms } of faults) {
      const command = all.indexOf(`    ${formatCommand('ForbiddenByIam', terms)}`);
      assert.equal(all[command - 1], `    find the cluster: ${detail}`);
    }
  });

  it('gives a command once for all that it fixes', () => {
    const terms = { PROJECT: 'shop', SERVICE: 'container.googleapis.com' };
    const faults = ['a', 'b'].map((where) => ({
      where,
      reason: 'ApiDisabled' as const,
      detail: 'off',
      terms,
    }));
    assert.deepEqual(lines(textReport(report([], faults))).slice(-4), [
      '    a: off',
      '    b: off',
      '    gcloud services enable container.googleapis.com --project shop',
      '',
    ]);
  });

  it('shows nothing that a terminal would act on, wherever it stands', () => {
    const workload = { kind: NASTY, namespace: NASTY, name: NASTY };
    const subject = { workload, container: NASTY, image: `${REPOSITORY}:${NASTY}` };
    const given = report(
      [
        { ...UPDATED, ...subject, from: `${REPOSITORY}:${NASTY}`, to: NASTY },
        { ...failed('Refused'), ...subject, detail: NASTY },
        { ...skipped('a'), ...subject, detail: NASTY },
      ],
      [{ where: NASTY, reason: 'Unreachable', detail: NASTY }],
    );
    const clusters = given.clusters.map((cluster) => ({ ...cluster, cluster: NASTY }));
    for (const text of [textReport({ ...given, clusters }), reportCounts({ ...given, clusters })]) {
      assert.equal(stripVTControlCharacters(text), text);
      assert.ok(!/[\p{Cc}\p{Cf}]/u.test(text.replaceAll('\n', '')), JSON.stringify(text));
      assert.ok(!lines(text).some((line) => line.startsWith('b')), 'no line is forged');
    }
  });

  it('sets headings off as it is told, and not at all by itself', () => {
    const text = textReport(report([UPDATED]), (head) => `<${head}>`);
    assert.equal(text.match(/<.*>/g)?.length, 1);
    assert.equal(text.replaceAll(/[<>]/g, ''), textReport(report([UPDATED])));
  });

  it('has a part for each cluster', () => {
    const { push: pushed, clusters } = report([]);
    const text = textReport({ push: pushed, clusters: [...clusters, ...clusters] });
    assert.equal(text.match(/^cluster /gm)?.length, 2);
  });
});

describe('the counts', () => {
  it('say how often each reason was given, and what changed', () => {
    const outcomes = [
      UPDATED,
      skipped('a'),
      skipped('b'),
      skipped('c', { reason: 'AlreadyCurrent' }),
      failed('Refused'),
      failed('Refused'),
      failed('Conflict'),
    ];
    const fault = { where: 'list cronjobs', reason: 'Forbidden', detail: '' } as const;
    const all = lines(reportCounts(report(outcomes, [fault])));
    const first = all.slice(0, 2).join(' ').replaceAll(/ +/g, ' ');
    assert.ok(first.startsWith(' production: 1 updated, 2 Refused, 1 Conflict, 1 Forbidden, '), first);
    assert.deepEqual(new Set(first.split(', ').slice(-2)), new Set(['2 Held', '1 AlreadyCurrent']));
    assert.equal(all[2], '    Deployment shop/web app: v1 to v1@11111111');
  });

  it('keep a number and its reason on one line', () => {
    const reasons = ['Held', 'Owned', 'OutOfRange', 'BeyondStep', 'OtherTrack', 'NoMatch', 'Never'] as const;
    const text = reportCounts(report(reasons.map((reason) => skipped('a', { reason }))));
    assert.ok(lines(text).length > 2);
    assert.ok(!lines(text).some((line) => /\d$/.test(line)), text);
  });
});
