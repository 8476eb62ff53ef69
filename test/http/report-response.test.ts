import assert from 'node:assert/strict';
import { reportResponse } from '../../lib/http/report-response.ts';
import { formatCommand } from '../../lib/core/errors/reason.ts';
import { reportCluster } from '../../lib/core/report/report.ts';
import { push } from '../support/builders.ts';
import { bodyOf, report } from './api-builders.ts';

describe('the answer to a call', () => {
  const answers: readonly (readonly [string, Parameters<typeof report>, boolean, number])[] = [
    ['of which nothing failed', [[]], false, 200],
    ['of which something failed for good', [['Refused']], false, 502],
    ['of which something failed in passing', [['Timeout']], false, 502],
    ['of which something failed in passing and is queued', [['Timeout']], true, 202],
    ['of which a cluster failed and is queued', [[], ['Unreachable']], true, 202],
    ['of which limits hold something back', [[], ['TooMany']], false, 409],
    ['of which limits hold something back and all else is queued', [['Timeout'], ['TooMany']], true, 409],
    ['of which limits hold something back and something failed', [['Refused'], ['TooMany']], false, 502],
    ['of which one thing failed for good and another is queued', [['Refused', 'Timeout']], true, 502],
  ];
  for (const [what, [failed, faults], requeued, status] of answers)
    it(`${what} is ${status}`, () => {
      const answer = reportResponse(report(failed, faults), requeued ? { requeued } : {});
      assert.equal(answer.status, status);
      assert.equal(bodyOf(answer)['requeued'], requeued ? true : undefined);
      assert.equal(typeof bodyOf(answer)['report'], 'object');
      assert.equal(answer.headers['content-type']?.includes('problem'), status >= 400);
    });

  it('of which more failed than is listed counts all', () => {
    const { clusters, ...rest } = report(['Refused', 'Timeout'], ['Timeout']);
    const unlisted = [{ result: 'failed', reason: 'Refused', count: 5 }] as const;
    const answer = reportResponse({ ...rest, clusters: clusters.map((each) => ({ ...each, unlisted })) }, {});
    assert.equal(bodyOf(answer)['detail'], '8 failures: Refused, Timeout');
  });

  it('of which limits hold something back names the cluster, what is held back, and each command once', () => {
    const terms = { IMAGE: 'web:v1', TIME: '2026', TOPIC: 'projects/p/topics/replay' };
    const beyond = (cluster: string, where: string) =>
      reportCluster(cluster, 1, [], [{ where, reason: 'TooMany', detail: 'd', terms }]);
    const clusters = [beyond('europe', 'update the namespace a'), beyond('asia', 'update the cluster')];
    const { detail } = bodyOf(reportResponse({ push: push(), clusters }, {}));
    const command = formatCommand('TooMany', terms);
    assert.equal(detail, `europe: update the namespace a: d; asia: update the cluster: d; ${command}`);
  });
});
