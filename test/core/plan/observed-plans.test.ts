import assert from 'node:assert/strict';
import { ObservedPlans } from '../../../lib/core/plan/observed-plans.ts';
import { ROWS } from '../../../lib/core/report/outcome-tally.ts';
import { digest, REPOSITORY, workload } from '../../support/builders.ts';
import { planned } from '../../support/planning.ts';

/** A workload of so many containers that would be updated, and one that follows another tag. */
const planOf = (namespace: string, name: string, updates = 1) =>
  planned(
    workload({
      namespace,
      name,
      containers: [
        ...Array.from({ length: updates }, (_, index) => ({ name: `c${index}`, image: `${REPOSITORY}:v1` })),
        { name: 'other', image: `${REPOSITORY}:v2` },
      ],
    }),
  );

const all = () => true;

/** By workload what is reported, or how many containers are planned and skipped. */
const inWords = (plans: ReturnType<ObservedPlans['of']>): string[] =>
  plans.map(({ outcomes, planned: count, skipped }) => {
    const rows = outcomes.map(({ result }) => result);
    const counts = skipped.map((skip) => `${skip.count} ${skip.reason}`);
    return [
      `${outcomes[0]?.workload.name}:`,
      ...rows,
      ...(count > 0 ? [`${count} planned`] : []),
      ...counts,
    ].join(' ');
  });

describe('plans that are only observed', () => {
  it('are what the report says of each, in the order of the list', () => {
    const plans = new ObservedPlans();
    for (const [namespace, name] of ['bx', 'ay', 'bz'].map((text) => text.split('')))
      plans.add(planOf(namespace ?? '', name ?? ''));
    assert.deepEqual(inWords(plans.of(all)), [
      'x: skipped planned',
      'y: skipped planned',
      'z: skipped planned',
    ]);
    assert.deepEqual(inWords(plans.of((namespace) => namespace === 'b')), [
      'x: skipped planned',
      'z: skipped planned',
    ]);
    const [first] = plans.of(all);
    assert.ok(first !== undefined);
    assert.deepEqual(
      first.outcomes.map((outcome) => ('to' in outcome ? outcome.to : outcome.result)),
      ['skipped', `${REPOSITORY}:v1@${digest(1)}`],
    );
  });

  /** One workload more than there is room for, of 100 updates and a skip each. */
  const tooMany = (plans: ObservedPlans, namespace = 'a'): void => {
    for (let kept = 0; kept <= ROWS; kept += 100) plans.add(planOf(namespace, `w${kept / 100}`, 100));
  };

  it('are numbers beyond the rows of a report', () => {
    const plans = new ObservedPlans();
    tooMany(plans);
    assert.deepEqual(inWords(plans.of(all)).slice(-2), [
      `w${ROWS / 100 - 1}: skipped${' planned'.repeat(100)}`,
      `w${ROWS / 100}: skipped 100 planned`,
    ]);
  });

  it('keep the row of an update after more skips than a report lists', () => {
    const plans = new ObservedPlans();
    for (let kept = 0; kept <= ROWS; kept += 1) plans.add(planOf('a', `w${kept}`, 0));
    plans.add(planOf('a', 'late'));
    assert.deepEqual(inWords(plans.of(all)).slice(-2), ['undefined: 1 OtherTag', 'late: planned 1 OtherTag']);
  });

  it('are all listed where all are asked for', () => {
    const plans = new ObservedPlans(Infinity);
    tooMany(plans);
    assert.ok(plans.of(all).every(({ planned: count }) => count === 0));
  });

  it('leave their room to others where nothing of their namespace would be written', () => {
    const plans = new ObservedPlans();
    tooMany(plans);
    plans.forget('a');
    plans.forget('none');
    tooMany(plans, 'b');
    const kept = plans.of(all);
    assert.equal(kept.filter(({ planned: count }) => count === 0).length, ROWS / 100);
    assert.equal(kept.length, ROWS / 100 + 1);
  });
});
