import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import { runDemo } from '../../../lib/cli/demo/run-demo.ts';
import { isObject, parseJson } from '../../../lib/core/text/json.ts';
import { REASONS, type SkipReason } from '../../../lib/core/errors/reason.ts';

describe('the demo', () => {
  let code: number;
  let acts: readonly string[];
  before(async () => {
    const written: string[] = [];
    code = await runDemo({ keep: false, write: (text) => void written.push(text) });
    // Whoever runs the tests on a terminal sees bold headings.
    acts = stripVTControlCharacters(written.join('')).split(/^(?=\d\. )/m);
  });

  const act = (number: number): string => acts[number] ?? '';

  /** The counts of a cluster in an act: how often each reason was given. */
  function counts(number: number, cluster: string): Readonly<Record<string, number>> {
    const joined = act(number).replaceAll(/\n {4}(?=\d+ [A-Z])/g, ' ');
    const line = new RegExp(`^ {2}${cluster}: (.*)$`, 'm').exec(joined)?.[1] ?? '';
    return Object.fromEntries(
      line.split(', ').map((count) => [count.replace(/^\d+ /, ''), Number.parseInt(count, 10)]),
    );
  }

  it('ends well, after seven acts that are all answered with 204', () => {
    assert.equal(code, 0);
    assert.equal(acts.length, 8);
    for (const each of acts.slice(1)) assert.match(each, /the function answers with 204/);
  });

  it('1: says what changed from what to what, and when that takes effect', () => {
    const rows = act(1)
      .split('\n')
      .filter(
        (line) => /now|paused|partition|onDelete|nextRun|suspended/.test(line) && line.includes('5e5e5e5e'),
      )
      .map((line) => line.trim().split(/ {2,}/));
    const to = '1.5.0@5e5e5e5e';
    assert.deepEqual(rows, [
      ['Deployment shop/web web', '1.4.2', to, 'now'],
      ['Deployment shop/web migrate', '1.4.2', to, 'now'],
      ['Deployment shop/web-idle web', '1.4.2', to, 'now'],
      ['Deployment shop/web-mirror web', '1.4.2', to, 'now'],
      ['Deployment shop/web-paused web', '1.4.2', to, 'paused'],
      ['Deployment shop/web-pinned web', '1.5.0@0b0b0b0b', to, 'now'],
      ['Deployment shop/web-pkg-dev web', '1.4.2', to, 'now'],
      ['StatefulSet shop/sessions web', '1.4.2', to, 'partition'],
      ['DaemonSet shop/edge web', '1.4.2', to, 'onDelete'],
      ['CronJob shop/nightly-report web', '1.4.2', to, 'nextRun'],
      ['CronJob shop/yearly-audit web', '1.4.2', to, 'suspended'],
      ['Rollout shop/checkout web', '1.4.2', to, 'now'],
      ['Deployment shop/web web', 'main-20251120', to, 'now'],
      ['Deployment shop/web-minor web', '1.4.2', to, 'now'],
    ]);
  });

  const reasons: readonly (readonly [SkipReason, readonly string[]])[] = [
    ['GitOpsOwned', ['gitops/web-of-argo-cd', 'gitops/web-of-flux']],
    ['ExcludedNamespace', ['kube-system/web-probe']],
    ['NotHigher', ['shop/web-ahead']],
    ['OtherVariant', ['shop/web-alpine']],
    ['BeyondStep', ['shop/web-lts']],
    ['OutOfRange', ['shop/web-next']],
    ['Owned', ['shop/web-of-operator']],
    ['Held', ['shop/web-on-hold']],
    ['PinnedByHand', ['shop/web-pinned-by-hand']],
    ['NotNewer', ['shop/web-rolled-back']],
    ['InvalidPolicy', ['shop/web-broken-policy']],
    ['NoTag', ['shop/web-digest-only']],
    ['OtherTag', ['shop/web-latest', 'shop/web-minor compare']],
    ['NoMatch', ['shop/web-main-branch']],
    ['Never', ['shop/web-never']],
    ['AlreadyCurrent', ['shop/web-set-by-ci']],
    ['InvalidImage', ['shop/web-typo']],
  ];
  for (const [reason, names] of reasons) {
    it(`1: says ${reason} of ${names.join(' and ')}, and what that means`, () => {
      const text = act(1)
        .replaceAll(/\n {6,}/g, ' ')
        .replaceAll(/\n {4}(?!Deployment )/g, ' ');
      const part = new RegExp(`^ {2}${reason}: .*(?:\\n {4}.*)*`, 'm').exec(text)?.[0] ?? '';
      assert.ok(part.includes(REASONS[reason].message), part);
      assert.deepEqual(
        part
          .split('\n')
          .slice(1)
          .map((line) => names.find((name) => line.includes(`Deployment ${name}`))),
        names,
      );
    });
  }

  it('1: says nothing of other images, whatever they are called', () =>
    assert.ok(!/cart|payments|envoy/.test(act(1))));

  it('1: gives no reason that this test does not know', () =>
    assert.deepEqual(
      new Set(
        act(1)
          .match(/^ {2}[A-Z][A-Za-z]+(?=: )/gm)
          ?.map((head) => head.trim()),
      ),
      new Set(reasons.map(([reason]) => reason)),
    ));

  it('2: does nothing on the same event, and counts what it has changed apart', () => {
    assert.equal(counts(2, 'production')['updated'], 0);
    const before = 'updated by an earlier delivery';
    assert.deepEqual(
      [counts(2, 'production')[before], counts(2, 'production')['AlreadyCurrent']],
      [12, undefined],
    );
    assert.deepEqual([counts(2, 'staging')['updated'], counts(2, 'staging')[before]], [0, 2]);
  });

  it('3: refuses the older build', () => {
    assert.equal(counts(3, 'production')['updated'], 0);
    assert.equal(counts(3, 'production')['NotNewer'], 13);
    assert.deepEqual([counts(3, 'staging')['updated'], counts(3, 'staging')['NotNewer']], [0, 3]);
  });

  it('4: leaves both containers of what was rolled back as they are', () => {
    assert.equal(counts(4, 'production')['updated'], 0);
    assert.equal(counts(4, 'production')['NotNewer'], 3);
    assert.equal(counts(4, 'production')['updated by an earlier delivery'], 10);
  });

  it('5: follows the newer push, what was rolled back included', () => {
    assert.equal(counts(5, 'production')['updated'], 11);
    assert.equal(counts(5, 'staging')['updated'], 3);
    assert.match(act(5), /Deployment shop\/web web: 1\.4\.2 to 1\.5\.1@51515151/);
    assert.match(act(5), /Deployment shop\/web migrate: 1\.4\.2 to 1\.5\.1@51515151/);
    assert.doesNotMatch(act(5), /web-rolled-back/);
  });

  function logged(number: number) {
    const line = parseJson(
      act(number)
        .split('\n')
        .find((text) => text.startsWith('{')) ?? '',
    );
    assert.ok(isObject(line));
    return line;
  }

  it('6: ignores the deletion', () => {
    assert.deepEqual([logged(6)['severity'], logged(6)['reason']], ['INFO', 'NotAnInsert']);
  });

  it('7: acknowledges garbage, and shows the line that says why', () => {
    assert.deepEqual([logged(7)['severity'], logged(7)['reason']], ['ERROR', 'NotJson']);
    assert.ok(!act(7).includes('\u001b'));
  });
});
