import assert from 'node:assert/strict';
import { holdPatch } from '../../../lib/core/plan/hold-patch.ts';
import { workload } from '../../support/builders.ts';
import { HOLD, labelled } from '../../support/hold-builders.ts';

describe('the patch of a hold', () => {
  const text = JSON.stringify(HOLD);
  const path = {
    label: '/metadata/labels/image-updater~1hold',
    note: '/metadata/annotations/image-updater~1held',
  };
  it('is put on a workload without labels and annotations', () =>
    assert.deepEqual(holdPatch(workload(), HOLD), [
      { op: 'test', path: '/metadata/labels', value: null },
      { op: 'add', path: '/metadata/labels', value: {} },
      { op: 'add', path: path.label, value: 'true' },
      { op: 'test', path: '/metadata/annotations', value: null },
      { op: 'add', path: '/metadata/annotations', value: {} },
      { op: 'add', path: path.note, value: text },
    ]));

  it('is taken away with its note, if nobody changed it meanwhile', () =>
    assert.deepEqual(holdPatch(labelled('true', text), undefined), [
      { op: 'test', path: path.label, value: 'true' },
      { op: 'remove', path: path.label },
      { op: 'remove', path: path.note },
    ]));

  it('that is there already, or is not, needs no patch', () => {
    assert.equal(holdPatch(labelled('true'), HOLD), undefined);
    assert.equal(holdPatch(workload(), undefined), undefined);
  });
});
