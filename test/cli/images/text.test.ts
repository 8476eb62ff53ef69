import assert from 'node:assert/strict';
import { listImageUses } from '../../../lib/core/plan/list-images.ts';
import { imagesText } from '../../../lib/cli/images/text.ts';
import { CLUSTER, settings, workload, written } from '../../support/builders.ts';

const uses = [
  ...listImageUses([workload({ metadata: written() })], CLUSTER, settings()),
  ...listImageUses([workload({ namespace: 'kube-system', name: 'dns' })], CLUSTER, settings()),
];
const text = (all: boolean, faults: readonly { where: string; reason: 'Timeout'; detail: string }[] = []) =>
  imagesText([{ cluster: 'test', uses, faults }], all, (each) => each);

describe('the images as text', () => {
  it('tell what runs, what it follows, and what was applied', () =>
    assert.match(
      text(false),
      /Deployment shop\/web app +v1 +same-tag \(default\) +1970\S+ by shop, push m0/,
    ));

  it('count what is in namespaces that are left out, unless all are wanted', () => {
    assert.ok(!text(false).includes('kube-system/dns'));
    assert.match(text(false), /^1 containers/m);
    assert.ok(text(true).includes('kube-system/dns'));
  });

  it('say what could not be read, and that there is nothing', () => {
    assert.match(text(false, [{ where: 'list', reason: 'Timeout', detail: 'd\u001b' }]), /Timeout: /);
    assert.match(
      imagesText([], false, (each) => each),
      /No workload/,
    );
  });

  it('are safe to print', () =>
    assert.ok(!text(false, [{ where: 'list', reason: 'Timeout', detail: '\u001b[2J' }]).includes('\u001b')));
});
