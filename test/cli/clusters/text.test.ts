import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Inspected } from '../../../lib/admin/inspect/inspection.ts';
import { clustersText } from '../../../lib/cli/clusters/text.ts';
import { SAMPLE } from '../../support/sample-inspections.ts';

const GOLDEN = readFileSync(path.join(import.meta.dirname, '../../report/clusters-text.golden.txt'), 'utf8');
const WELL: Inspected = {
  state: 'inspected',
  cluster: 'a',
  served: true,
  found: { entry: 'clusters[0]', way: 'inCluster' },
  imageOnlyPolicy: { state: 'inForce' },
  workloads: [{ kind: 'Deployment', count: 3 }],
  scanMilliseconds: 1,
  faults: [],
  advice: [],
};
const NASTY = '\u001b[31mred\u0007\u202e\nb';

function lines(text: string): string[] {
  return text.split('\n');
}

describe('the inspected clusters as text', () => {
  it('are a line for each cluster, where it was found, and what to do', () =>
    assert.equal(clustersText(SAMPLE), GOLDEN));

  it('are within 80 columns, names, addresses and commands aside', () => {
    const long = lines(GOLDEN).filter(
      (line) => line.length > 80 && !/sed |gcloud |projects\/|https:/.test(line),
    );
    assert.deepEqual(long, []);
  });

  it('have every command on a line of its own', () => {
    const commands = SAMPLE.flatMap(({ faults, advice }) =>
      [...faults, ...advice].flatMap((each) => each.commands),
    );
    assert.ok(commands.length > 3);
    for (const command of commands)
      assert.ok(
        lines(GOLDEN).some((line) => line.trim() === command),
        command,
      );
  });

  it('have the line for kubectl before those for the cluster', () =>
    assert.match(GOLDEN, /\n\n {4}gcloud .*get-credentials staging .*\n {4}sed .*\n\n/));

  it('say nothing to do where there is nothing', () => {
    const text = clustersText([WELL]);
    assert.ok(!text.includes('What to do'));
    assert.match(text, /\n1 of 1 clusters can be served\.\n$/);
  });

  it('end with the clusters that cannot be served, nearest to the prompt', () => {
    const advice = [{ weight: 'advised', message: 'better', commands: [] }] as const;
    const broken: Inspected = {
      ...WELL,
      cluster: 'broken',
      served: false,
      advice: [{ ...advice[0], weight: 'needed' }],
    };
    const text = clustersText([broken, { ...WELL, advice }]);
    assert.ok(text.indexOf('broken (clusters[0]) cannot') > text.indexOf('a (clusters[0]) is served'));
  });

  it('say a reason once, with all that it is about', () => {
    const fault = {
      where: 'list deployments',
      reason: 'Timeout',
      detail: 'no answer',
      remedy: 'Wait.',
      commands: ['date'],
    } as const;
    const text = clustersText([
      { ...WELL, served: false, faults: [fault, { ...fault, where: 'list cronjobs' }] },
    ]);
    assert.equal(text.match(/Timeout/g)?.length, 1);
    assert.match(text, /list deployments: no answer\n {4}list cronjobs: no answer\n\n {4}date\n\n/);
  });

  it('let no text from a cluster act on the terminal', () => {
    const text = clustersText([
      {
        ...WELL,
        cluster: NASTY,
        served: false,
        found: { entry: NASTY, way: NASTY },
        version: NASTY,
        identity: { username: NASTY, groups: [] },
        imageOnlyPolicy: { state: 'unknown', why: NASTY },
        workloads: [{ kind: NASTY, count: 1 }],
        faults: [{ where: NASTY, reason: 'Timeout', detail: NASTY, remedy: NASTY, commands: [] }],
        advice: [{ weight: 'needed', message: NASTY, commands: ['true'] }],
      },
    ]);
    assert.ok(!/(?!\n)[\p{Cc}\p{Cf}]/u.test(text));
    assert.ok(!lines(text).some((line) => line.startsWith('b')));
  });

  it('have bold headings where the terminal wants them, and no spaces at ends of lines', () => {
    assert.match(
      clustersText(SAMPLE, (text) => `<b>${text}</b>`),
      /^<b>production<\/b>$/m,
    );
    assert.ok(lines(GOLDEN).every((line) => line === line.trimEnd()));
  });
});
