import assert from 'node:assert/strict';
import { evaluateGates, formatWaits, type Gate } from '../../../lib/core/gate/gate.ts';
import { chooseGates } from '../../../lib/core/plan/effective-gates.ts';
import type { Rule } from '../../../lib/core/settings.ts';
import { glob, policy, REPOSITORY, workload } from '../../support/builders.ts';

const HOUR = 3_600_000;
const never = { days: [], from: 0, to: 60, timeZone: 'UTC' } as const;

function waitsOf(rules: readonly Partial<Rule>[], annotation?: string): string {
  const annotations = annotation === undefined ? {} : { 'image-updater/minimum-age': annotation };
  const place = {
    cluster: 'test',
    workload: workload({ metadata: { annotations } }),
    container: 'app',
    repository: REPOSITORY,
  };
  const choice = chooseGates(place, { rules: rules.map((rule) => ({ enforce: false, ...rule })) });
  return 'invalid' in choice ? choice.invalid : waitsIn(choice);
}

function waitsIn(gates: readonly Gate[]): string {
  const waits = evaluateGates(gates, { publishedAt: 0 }, 0);
  return waits.length === 0 ? '' : formatWaits(waits);
}

const until = (hours: number): string => new Date(hours * HOUR).toISOString();

describe('the gates of a container', () => {
  const TABLE: readonly (readonly [
    title: string,
    rules: readonly Partial<Rule>[],
    annotation: string | undefined,
    waits: string,
  ])[] = [
    ['are none without a rule', [], undefined, ''],
    ['are those of a rule without a policy', [{ minimumAge: HOUR }], undefined, `TooYoung until ${until(1)}`],
    [
      'are those of all rules that match, and the longest age counts',
      [{ minimumAge: HOUR }, { minimumAge: 3 * HOUR }, { policy: policy('any'), minimumAge: 2 * HOUR }],
      undefined,
      `TooYoung until ${until(3)}`,
    ],
    [
      'are not those of a rule that does not match',
      [{ minimumAge: HOUR, namespaces: [glob('pay')] }],
      undefined,
      '',
    ],
    ['have the longer age of an annotation', [{ minimumAge: HOUR }], '2h', `TooYoung until ${until(2)}`],
    [
      'do not have the shorter age of an annotation',
      [{ minimumAge: 2 * HOUR }],
      '1h',
      `TooYoung until ${until(2)}`,
    ],
    ['have the age of an annotation without a rule', [], ' 1d ', `TooYoung until ${until(24)}`],
    [
      'have the windows of each rule',
      [{ windows: [never] }, { minimumAge: HOUR }],
      undefined,
      'TooYoung, OutsideWindow',
    ],
  ];
  for (const [title, rules, annotation, waits] of TABLE)
    it(title, () => assert.equal(waitsOf(rules, annotation), waits));

  it('names an annotation that is no duration once', () =>
    assert.equal(
      waitsOf([], '3 days'),
      'image-updater/minimum-age: expected a duration such as `90m`, `72h`, `3d` or `1d12h`, got `3 days`',
    ));

  for (const annotation of ['', '3 days', '-1h', '1e9h', '\u001b[31m'])
    it(`cannot be told from the annotation ${JSON.stringify(annotation)}`, () => {
      const text = waitsOf([], annotation);
      assert.match(text, /^image-updater\/minimum-age: expected /);
      // eslint-disable-next-line no-control-regex -- nothing of it reaches a terminal
      assert.doesNotMatch(text, /\u001b/);
    });
});
