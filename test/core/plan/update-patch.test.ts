import assert from 'node:assert/strict';
import { parseWorkload } from '../../../lib/core/workload/workload.ts';
import { memberAt } from '../../../lib/sandbox/json.ts';
import { digest, entry, object, policy, REPOSITORY, workload, written } from '../../support/builders.ts';
import { planned } from '../../support/planning.ts';
import {
  IMAGE,
  NEW,
  LABEL,
  RECORD,
  CAUSE,
  patch,
  valueAt,
  recordIn,
  apply,
  make,
  type How,
} from './patches.ts';

const CONTAINER = '/spec/template/spec/containers/0';
const HOLD = '/metadata/labels/image-updater~1hold';

const becomes = {
  from: IMAGE,
  to: NEW,
  at: 1000,
  mark: '1000.1',
  floor: 0,
  push: 'm1',
  digest: digest(1),
  by: 'shop',
};
const RECORD_TEXT = JSON.stringify({ app: becomes });
const TESTS = [
  { op: 'test', path: `${CONTAINER}/name`, value: 'app' },
  { op: 'test', path: `${CONTAINER}/image`, value: IMAGE },
] as const;

const many = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `container-${index}`, image: IMAGE }));

describe('updatePatch', () => {
  describe('labels and annotations', () => {
    const cause = { op: 'add', path: CAUSE, value: `image-updater: app to ${IMAGE}@sha256:111111111111` };
    const replace = { op: 'replace', path: `${CONTAINER}/image`, value: NEW };

    it('missing: tested to be missing, and made', () =>
      assert.deepEqual(patch({}), [
        ...TESTS,
        ...make('/metadata/labels'),
        { op: 'add', path: LABEL, value: '1000.1' },
        ...make('/metadata/annotations'),
        { op: 'add', path: RECORD, value: RECORD_TEXT },
        cause,
        replace,
      ]));

    it("there, without the updater's: mark and record are tested to be missing", () =>
      assert.deepEqual(patch({ metadata: { labels: {}, annotations: { a: 'b' } } }), [
        ...TESTS,
        { op: 'test', path: HOLD, value: null },
        { op: 'test', path: LABEL, value: null },
        { op: 'add', path: LABEL, value: '1000.1' },
        { op: 'test', path: RECORD, value: null },
        { op: 'add', path: RECORD, value: RECORD_TEXT },
        cause,
        replace,
      ]));

    it("there, with the updater's: mark and record are tested to be what was read", () => {
      const metadata = written();
      const after = { ...becomes, mark: '1000.2' };
      assert.deepEqual(patch({ metadata }), [
        ...TESTS,
        { op: 'test', path: HOLD, value: null },
        { op: 'test', path: LABEL, value: '500.1' },
        { op: 'add', path: LABEL, value: '1000.2' },
        { op: 'test', path: RECORD, value: metadata.annotations['image-updater/updates'] },
        { op: 'add', path: RECORD, value: JSON.stringify({ app: after }) },
        cause,
        replace,
      ]);
    });

    it('null, as the API server takes for missing: made', () => {
      const given = { metadata: { labels: null, annotations: null } };
      const after = apply(object(given), patch(given));
      assert.equal(memberAt(after, ['metadata', 'labels', 'app.image-updater/applied']), '1000.1');
    });
  });

  it('an advance of mark and record: no replace, no restart, no change cause', () => {
    const containers = [{ name: 'app', image: NEW }];
    const operations = patch({
      containers,
      metadata: { annotations: { 'image-updater/policy': 'same-tag' } },
    });
    assert.deepEqual(
      operations.map(({ op, path }) => `${op} ${path}`),
      [
        `test ${CONTAINER}/name`,
        `test ${CONTAINER}/image`,
        'test /metadata/labels',
        'add /metadata/labels',
        `add ${LABEL}`,
        `test ${RECORD}`,
        `add ${RECORD}`,
      ],
    );
  });

  it('a second delivery of what is written already is refused', () => {
    const once = patch({});
    const after = apply(object(), once);
    assert.ok(after !== undefined);
    assert.equal(apply(after, once), undefined);
  });

  it('is refused where the container changed place', () => {
    const containers = [
      { name: 'new', image: IMAGE },
      { name: 'app', image: IMAGE },
    ];
    assert.equal(apply(object({ containers }), patch({})), undefined);
  });

  it('is refused where somebody set another image', () =>
    assert.equal(apply(object({ containers: [{ name: 'app', image: 'x' }] }), patch({})), undefined));

  for (const [title, text] of [
    ['no JSON', '{"app":'],
    ['another shape', '{"app":[],"gone":5}'],
    ['60 KB', 'x'.repeat(60_000)],
  ] as const)
    it(`a record of ${title} is tested as it is and replaced by the updater's`, () => {
      const given = { metadata: { annotations: { 'image-updater/updates': text } } };
      const operations = patch(given);
      assert.deepEqual(recordIn(operations), { app: becomes });
      assert.ok(operations.some((each) => each.op === 'test' && each.path === RECORD && each.value === text));
      assert.ok(apply(object(given), operations) !== undefined);
    });

  it('of an entry, what is nested too deep to be written again is not carried along', () => {
    const deep = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
    const text = `{"proxy":${JSON.stringify(entry()).slice(0, -1)},"x":${deep}}}`;
    const containers = [
      { name: 'app', image: IMAGE },
      { name: 'proxy', image: 'envoy:1' },
    ];
    const operations = patch({ containers, metadata: { annotations: { 'image-updater/updates': text } } });
    assert.deepEqual(recordIn(operations), { proxy: entry(), app: becomes });
  });

  describe('the change cause', () => {
    it('is cut to 256 characters', () => {
      const cause = valueAt(patch({ containers: many(5) }), CAUSE);
      assert.ok(typeof cause === 'string' && cause.length === 256 && cause.endsWith('...'));
    });
    it('of 256 characters is not cut', () => {
      const name = 'a'.repeat(256 - `image-updater:  to ${IMAGE}@sha256:111111111111`.length);
      const cause = valueAt(patch({ containers: [{ name, image: IMAGE }] }), CAUSE);
      assert.ok(typeof cause === 'string' && cause.length === 256 && !cause.endsWith('...'));
    });
    it('has a tag whole', () => {
      const how: How = { push: { tag: 'v2' }, settings: { pin: 'tag', policy: policy('any') } };
      assert.equal(valueAt(patch({}, how), CAUSE), `image-updater: app to ${REPOSITORY}:v2`);
    });
  });

  it('escapes names for JSON Pointer', () => {
    const given = { containers: [{ name: 'a~1b/c', image: IMAGE }] };
    const operations = patch(given);
    assert.equal(valueAt(operations, '/metadata/labels/a~01b~1c.image-updater~1applied'), '1000.1');
    const after = apply(object(given), operations);
    assert.equal(memberAt(after, ['metadata', 'labels', 'a~1b/c.image-updater/applied']), '1000.1');
  });

  it('containers called `__proto__` and `constructor` have marks and entries of their own', () => {
    const given = {
      containers: [
        { name: '__proto__', image: IMAGE },
        { name: 'constructor', image: IMAGE },
      ],
    };
    const operations = patch(given);
    const after = apply(object(given), operations);
    assert.equal(memberAt(after, ['metadata', 'labels', '__proto__.image-updater/applied']), '1000.1');
    const again = parseWorkload(workload().kind, after);
    assert.ok(again !== undefined);
    assert.deepEqual(planned(again).changes, []);
    assert.deepEqual(Object.keys(recordIn(operations)), ['__proto__', 'constructor']);
  });
});
