import assert from 'node:assert/strict';
import { formatCommand } from '../../../lib/core/errors/reason.ts';
import { limitFaults } from '../../../lib/core/plan/limit-faults.ts';
import type { Push } from '../../../lib/core/event/push.ts';
import type { LimitCheck } from '../../../lib/core/plan/workload-limits.ts';
import { digest, push, REPOSITORY, settings } from '../../support/builders.ts';

const WITHIN: LimitCheck = { limits: settings().limits, beyond: new Map(), total: 0 };
const REPLAY = { replayTopic: { project: 'p', topic: 'replays' } };
const inNamespace = (counted: number, name = 'a'): LimitCheck => ({
  ...WITHIN,
  beyond: new Map([[name, counted]]),
});

/** Where, and the numbers that the detail names. */
const numbersIn = (check: LimitCheck) =>
  limitFaults(check, push(), REPLAY).map(({ where, detail }) => [where, ...(detail.match(/\d+/g) ?? [])]);

describe('the failure of a limit', () => {
  it('is none within all limits', () => assert.deepEqual(limitFaults(WITHIN, push(), REPLAY), []));

  it('names the namespace, the limit, and how many workloads came', () =>
    assert.deepEqual(numbersIn(inNamespace(120)), [['update the namespace a', '100', '120']]));

  it('names the limit of the configuration that was passed', () => {
    const faults = limitFaults({ ...inNamespace(101), total: 201 }, push(), REPLAY);
    assert.deepEqual(
      faults.map(({ detail }) => /limits\.\w+/.exec(detail)?.[0]),
      ['limits.workloadsPerNamespace', 'limits.workloadsPerCluster'],
    );
  });

  it('of the cluster comes after those of its namespaces', () =>
    assert.deepEqual(numbersIn({ ...inNamespace(101), total: 250 }), [
      ['update the namespace a', '100', '101'],
      ['update the cluster', '200', '250'],
    ]));

  it('prints names of namespaces so that a terminal shows them as they are', () => {
    const [fault] = limitFaults(inNamespace(101, 'a\u001B[2J'), push(), REPLAY);
    assert.equal(fault?.where, 'update the namespace a\\u{1b}[2J');
  });

  it('has what the command of the replay needs: the image with tag and digest, and when it was pushed', () => {
    const [fault] = limitFaults(inNamespace(101), push(), REPLAY);
    assert.deepEqual(fault?.terms, {
      IMAGE: `${REPOSITORY}:v1@${digest(1)}`,
      TIME: '1970-01-01T00:00:01.000Z',
      TOPIC: 'projects/p/topics/replays',
    });
    assert.match(
      formatCommand('TooMany', fault?.terms) ?? '',
      / replay \S+ --published-at \S+ --ignore-limit --to \S+$/,
    );
  });

  it('has no command where no topic for replays is configured: it could not be run', () => {
    const [fault] = limitFaults(inNamespace(101), push(), {});
    assert.equal(formatCommand('TooMany', fault?.terms), undefined);
  });

  it('has the option of a push that takes digests away, and of no other', () => {
    const { digest: _, ...plain } = push({ unpinned: true });
    const optionsOf = (pushed: Push) => limitFaults(inNamespace(101), pushed, REPLAY)[0]?.terms?.options;
    assert.deepEqual([plain, push(), push({ unpinned: true })].map(optionsOf), [
      '--unpinned',
      undefined,
      undefined,
    ]);
  });

  it('quotes an image that a shell would expand', () => {
    const [fault] = limitFaults(inNamespace(101), push({ repository: '[::1]:5000/web' }), REPLAY);
    assert.equal(fault?.terms?.IMAGE, `'[::1]:5000/web:v1@${digest(1)}'`);
  });
});
