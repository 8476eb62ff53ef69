import assert from 'node:assert/strict';
import { compareAdmitted } from '../../../lib/core/plan/admitted.ts';
import { correctionPatch } from '../../../lib/core/plan/correction-patch.ts';
import { parseWorkload } from '../../../lib/core/workload/workload.ts';
import { isMap, memberAt, readJson, type Json } from '../../../lib/sandbox/json.ts';
import { kind, object, push, settings, workload, type Given } from '../../support/builders.ts';
import { planned } from '../../support/planning.ts';
import { apply, CAUSE, IMAGE, LABEL, NEW, patchFor, RECORD, recordIn, valueAt } from './patches.ts';

const OTHER = NEW.replace('europe-docker.pkg.dev', 'mirror.example.com');
const TWO: Given = { containers: ['app', 'side'].map((name) => ({ name, image: IMAGE })) };

/** A workload after its patch, of which admission made these images, and the patch that corrects it. */
function corrected(given: Given, runs: readonly string[]) {
  const before = workload(given);
  const scope = { push: push(), settings: settings() };
  const { changes } = planned(before, scope);
  const left = apply(object(given), [
    ...patchFor(before),
    ...runs.map((value, index) => ({
      op: 'replace' as const,
      path: `/spec/template/spec/containers/${index}/image`,
      value,
    })),
  ]);
  const current = parseWorkload(kind('Deployment'), left);
  assert.ok(current !== undefined && left !== undefined);
  const admitted = changes.map((change, index) => compareAdmitted(change, runs[index] ?? '', scope));
  return { left, operations: correctionPatch(before, current, admitted) };
}

function isFollowed(value: Json | undefined, container: string): boolean {
  const parsed = parseWorkload(kind('Deployment'), value);
  assert.ok(parsed !== undefined);
  const record = readJson(parsed.annotations['image-updater/updates'] ?? '{}');
  const image = parsed.containers.find(({ name }) => name === container)?.image;
  return (
    isMap(record) &&
    memberAt(record, [container, 'to']) === image &&
    memberAt(record, [container, 'mark']) === parsed.labels[`${container}.image-updater/applied`]
  );
}

describe('correctionPatch', () => {
  it('of another image: label, record and change cause tell of it, and it applies', () => {
    const { left, operations } = corrected({}, [OTHER]);
    assert.equal(valueAt(operations, LABEL), '1000.2');
    assert.equal(memberAt(recordIn(operations), ['app', 'to']), OTHER);
    assert.match(String(valueAt(operations, CAUSE)), /app to mirror\.example\.com/);
    assert.equal(isFollowed(apply(left, operations), 'app'), true);
  });

  it('tests image, label and record, and writes no image', () => {
    const { operations } = corrected({}, [OTHER]);
    const tests = operations.filter(({ op }) => op === 'test').map(({ path }) => path);
    assert.deepEqual(tests, [
      '/spec/template/spec/containers/0/name',
      '/spec/template/spec/containers/0/image',
      LABEL,
      RECORD,
    ]);
    assert.deepEqual(
      operations.filter(({ op }) => op !== 'test').map(({ op, path }) => `${op} ${path}`),
      [`add ${LABEL}`, `add ${RECORD}`, `add ${CAUSE}`],
    );
  });

  it('of the image before removes no key, only its entry', () => {
    const { left, operations } = corrected({}, [IMAGE]);
    assert.equal(operations.filter(({ op }) => op === 'remove').length, 0);
    assert.equal(valueAt(operations, LABEL), '0.2');
    assert.deepEqual(recordIn(operations), {});
    assert.equal(isFollowed(apply(left, operations), 'app'), false);
  });

  it('leaves the containers that run as written as they are', () => {
    const { left, operations } = corrected(TWO, [NEW, OTHER]);
    assert.equal(valueAt(operations, LABEL), undefined);
    const after = apply(left, operations);
    assert.deepEqual([isFollowed(after, 'app'), isFollowed(after, 'side')], [true, true]);
  });

  it('does not apply where somebody has changed the image since', () => {
    const { left, operations } = corrected({}, [OTHER]);
    const changed = apply(left, [
      { op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'nginx' },
    ]);
    assert.equal(apply(changed, operations), undefined);
  });
});
