import assert from 'node:assert/strict';
import type { Json } from '../../lib/sandbox/json.ts';
import { withMetadata } from '../../lib/sandbox/kubernetes-object.ts';
import type { Cause } from '../../lib/sandbox/write-refusal.ts';
import { ANNOTATIONS_LIMIT, typeErrors, validate } from '../../lib/sandbox/validation.ts';
import { deployment, rollout, ROLLOUTS, row } from '../support/sandbox-workloads.ts';

const DEPLOYMENTS = row('Deployment');

function allCauses(metadata: Readonly<Record<string, Json>>): readonly Cause[] {
  return validate(DEPLOYMENTS, withMetadata(deployment('shop', 'web'), metadata));
}

/** `reason field` of the causes for a Deployment with this metadata, each once. */
function causes(metadata: Readonly<Record<string, Json>>): readonly string[] {
  return [...new Set(allCauses(metadata).map(({ reason, field }) => `${reason} ${field}`))];
}

describe('sandbox validation', () => {
  for (const value of ['', 'a', '1700000000000.1', 'A_b-c.9', 'x'.repeat(63)]) {
    it(`takes the label value ${JSON.stringify(value)}`, () => {
      assert.deepEqual(causes({ labels: { key: value } }), []);
    });
  }

  for (const value of ['-a', 'a-', 'a b', 'ä', 'x'.repeat(64), 'a/b', 'a\n']) {
    it(`refuses the label value ${JSON.stringify(value)}`, () => {
      assert.deepEqual(causes({ labels: { key: value } }), ['FieldValueInvalid metadata.labels']);
    });
  }

  for (const key of [
    'a',
    'app.image-updater/applied',
    'Example/a'.toLowerCase(),
    `${'p'.repeat(253)}/a`,
    'x'.repeat(63),
  ]) {
    it(`takes the key ${key.slice(0, 30)} of ${key.length} characters`, () => {
      assert.deepEqual(causes({ labels: { [key]: '' }, annotations: { [key]: '' } }), []);
    });
  }

  for (const key of ['a/b/c', '/a', 'a b', '-a', 'x'.repeat(64), `${'p'.repeat(254)}/a`, 'a_b/c']) {
    it(`refuses the key ${key.slice(0, 30)} of ${key.length} characters`, () => {
      assert.deepEqual(causes({ annotations: { [key]: '' } }), ['FieldValueInvalid metadata.annotations']);
    });
  }

  it('says two things about an empty name', () => {
    const messages = allCauses({ annotations: { 'a/': '' } }).map(({ message }) => message);
    assert.equal(new Set(messages).size, 2);
  });

  it('says three times what is wrong with metadata', () => {
    const [first, second, ...rest] = allCauses({ labels: { a: 'a b' } });
    assert.deepEqual([first, first], [second, ...rest]);
  });

  it('reads annotation keys without regard to case, and label prefixes with it', () => {
    assert.deepEqual(causes({ annotations: { 'Example.com/a': '' } }), []);
    assert.deepEqual(causes({ labels: { 'Example.com/a': '' } }), ['FieldValueInvalid metadata.labels']);
  });

  it('counts keys and values of annotations in bytes, up to the limit', () => {
    assert.deepEqual(causes({ annotations: { a: 'x'.repeat(ANNOTATIONS_LIMIT - 1) } }), []);
    assert.deepEqual(causes({ annotations: { a: 'ä'.repeat(ANNOTATIONS_LIMIT / 2) } }), [
      'FieldValueTooLong metadata.annotations',
    ]);
  });

  it('wants an image in every container, init containers first', () => {
    const spec = {
      containers: [
        { name: 'app', image: 'a' },
        { name: 'b', image: '' },
      ],
      initContainers: [{ name: 'c' }],
    };
    const object = { ...deployment('shop', 'web'), spec: { template: { spec } } };
    assert.deepEqual(
      validate(DEPLOYMENTS, object).map(({ reason, field }) => `${reason} ${field}`),
      [
        'FieldValueRequired spec.template.spec.initContainers[0].image',
        'FieldValueRequired spec.template.spec.containers[1].image',
      ],
    );
  });

  it('finds the containers of a CronJob', () => {
    const spec = {
      jobTemplate: { spec: { template: { spec: { containers: [{ name: 'app', image: '' }] } } } },
    };
    const object = { kind: 'CronJob', apiVersion: 'batch/v1', metadata: {}, spec };
    assert.deepEqual(
      validate(row('CronJob'), object).map(({ field }) => field),
      ['spec.jobTemplate.spec.template.spec.containers[0].image'],
    );
  });

  it('takes an image of blanks in a pod template', () => {
    assert.deepEqual(validate(DEPLOYMENTS, deployment('shop', 'web', ' ')), []);
  });

  it('looks at no image of a custom resource', () => {
    assert.deepEqual(validate(ROLLOUTS, rollout('shop', 'web', '')), []);
  });

  for (const [title, document] of [
    ['a document that is no map', []],
    ['metadata that are no map', { metadata: 7 }],
    ['an object of another kind', { kind: 'Pod' }],
    ['an object of another version', { apiVersion: 'apps/v2' }],
    ['a label that is no text', { metadata: { labels: { a: 1 } } }],
    ['annotations that are a list', { metadata: { annotations: [] } }],
    ['an image that is a number', { spec: { template: { spec: { containers: [{ image: 1 }] } } } }],
  ] as const) {
    it(`cannot read ${title}`, () => {
      assert.equal(typeErrors(DEPLOYMENTS, document).length, 1);
    });
  }

  it('can read a custom resource only with its type', () => {
    assert.deepEqual(typeErrors(ROLLOUTS, rollout('shop', 'web')), []);
    assert.equal(typeErrors(ROLLOUTS, {}).length, 2);
  });

  it('can read null maps and a missing image', () => {
    const document = { metadata: { labels: null }, spec: { template: { spec: { containers: [{}] } } } };
    assert.deepEqual(typeErrors(DEPLOYMENTS, document), []);
  });
});
