import assert from 'node:assert/strict';
import { onceOpen } from '../../lib/clusters/once-open.ts';
import { Fault } from '../../lib/core/fault.ts';
import type { Cluster } from '../../lib/kubernetes/cluster.ts';
import { openTransport } from '../../lib/kubernetes/http/transport.ts';
import { rejectsWith } from '../kubernetes/rejects-with.ts';

const { signal } = new AbortController();

function cluster(): Cluster {
  const transport = openTransport({ server: new URL('http://127.0.0.1:1') });
  return { name: 'a', namespaces: { include: [], exclude: [] }, transport };
}

describe('a cluster that is opened once', () => {
  it('is opened when it is first looked for, by events at one time together, and kept', async () => {
    let opened = 0;
    const source = onceOpen(
      'a',
      () => Promise.resolve({ value: cluster(), until: (opened += 1) * 10 }),
      () => 0,
    );
    assert.deepEqual([source.name, opened], ['a', 0]);
    const [[one], [two]] = await Promise.all([source.find({ signal }), source.find({ signal })]);
    const [three] = await source.find({ signal });
    assert.ok(one !== undefined && one === two && two === three);
    assert.equal(opened, 1);
  });

  it('is opened anew when that which it was opened with has ended', async () => {
    let now = 0;
    const source = onceOpen(
      'a',
      () => Promise.resolve({ value: cluster(), until: now + 10 }),
      () => now,
    );
    const [one] = await source.find({ signal });
    now = 10;
    const [two] = await source.find({ signal });
    assert.notEqual(one, two);
  });

  it('is tried again after a failure', async () => {
    const answers = [
      Promise.reject(new Fault('NoKubeconfig', 'not there yet')),
      Promise.resolve({ value: cluster() }),
    ];
    const source = onceOpen('a', () => answers.shift() ?? assert.fail());
    await rejectsWith('NoKubeconfig', source.find({ signal }));
    assert.equal((await source.find({ signal })).length, 1);
  });

  it('is not waited for longer than the budget', async () => {
    const source = onceOpen('a', () => new Promise<never>(() => undefined));
    await rejectsWith('OutOfTime', source.find({ signal: AbortSignal.timeout(1) }));
  });
});
