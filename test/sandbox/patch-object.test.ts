import assert from 'node:assert/strict';
import { memberAt, readJson, type Json } from '../../lib/sandbox/json.ts';
import { patched } from '../../lib/sandbox/patch-object.ts';
import { deployment, rollout, ROLLOUTS, row } from '../support/sandbox-workloads.ts';

const ADDRESS = { resource: row('Deployment'), namespace: 'shop', name: 'web' };
const BEFORE = {
  ...deployment('shop', 'web', 'nginx:1', {
    uid: 'u',
    creationTimestamp: '2026-01-01T00:00:00Z',
    resourceVersion: '7',
    generation: 3,
    managedFields: [{ manager: 'kubectl' }],
  }),
  status: { replicas: 1 },
};

function apply(...operations: readonly Json[]): ReturnType<typeof patched> {
  return patched(ADDRESS, BEFORE, JSON.stringify(operations));
}

/** `code message` of a refusal. */
function refusal(...operations: readonly Json[]): string {
  const answer = apply(...operations);
  assert.ok('code' in answer);
  const message = memberAt(readJson(answer.body), ['message']);
  return `${answer.code} ${typeof message === 'string' ? message : ''}`;
}

describe('sandbox patches', () => {
  it('leave what only the server writes as it was', () => {
    const result = apply(
      { op: 'remove', path: '/metadata/uid' },
      { op: 'remove', path: '/metadata/creationTimestamp' },
      { op: 'add', path: '/metadata/deletionTimestamp', value: '2026-01-02T00:00:00Z' },
      { op: 'replace', path: '/metadata/generation', value: 99 },
      { op: 'remove', path: '/metadata/resourceVersion' },
      { op: 'remove', path: '/metadata/namespace' },
      { op: 'replace', path: '/status/replicas', value: 5 },
      { op: 'remove', path: '/kind' },
    );
    assert.deepEqual(result, { object: BEFORE });
  });

  it('keep managedFields that they do not touch', () => {
    const result = apply({ op: 'add', path: '/metadata/labels', value: { a: 'b' } });
    assert.ok('object' in result);
    assert.deepEqual(result.object.metadata, { ...BEFORE.metadata, labels: { a: 'b' } });
  });

  it('count a changed spec', () => {
    const result = apply({ op: 'add', path: '/spec/paused', value: true });
    assert.ok('object' in result);
    assert.equal(result.object.metadata['generation'], 4);
  });

  for (const version of ['7', '', '0']) {
    it(`pass with the resourceVersion ${JSON.stringify(version)}`, () => {
      assert.ok('object' in apply({ op: 'replace', path: '/metadata/resourceVersion', value: version }));
    });
  }

  it('say all that is wrong at once', () => {
    const image = '/spec/template/spec/containers/0/image';
    const text = refusal(
      { op: 'replace', path: image, value: '' },
      { op: 'add', path: '/metadata/annotations', value: { 'a/': '' } },
    );
    assert.match(
      text,
      /^422 Deployment\.apps "web" is invalid: \[metadata\.annotations: .*, spec\.template\.spec\.containers\[0\]\.image: Required value\]$/,
    );
  });

  for (const [title, name, message] of [
    ['another name', 'x', 'the name of the object (x) does not match the name on the URL (web)'],
    ['no name', '', 'the name of the object (web based on URL) was undeterminable: name must be provided'],
  ] as const) {
    it(`are refused with ${title}, before anything in them is looked at`, () => {
      const text = refusal(
        { op: 'replace', path: '/metadata/name', value: name },
        { op: 'replace', path: '/spec/template/spec/containers/0/image', value: '' },
      );
      assert.equal(text, `400 ${message}`);
    });
  }

  it('do not change the uid', () => {
    assert.equal(
      refusal({ op: 'replace', path: '/metadata/uid', value: 'other' }),
      '422 Deployment.apps "web" is invalid: metadata.uid: Invalid value: "other": field is immutable',
    );
  });

  it('change nothing where they are null', () => {
    assert.deepEqual(patched(ADDRESS, BEFORE, 'null'), { object: BEFORE });
  });

  it('of a custom resource need its version', () => {
    const before = rollout('shop', 'web');
    const address = { ...ADDRESS, resource: ROLLOUTS };
    const answer = patched(address, before, '[]');
    assert.ok('code' in answer && answer.code === 422);
    assert.deepEqual(memberAt(readJson(answer.body), ['details', 'kind']), 'rollouts');
  });

  it('do not move an object to another namespace', () => {
    assert.match(
      refusal({ op: 'replace', path: '/metadata/namespace', value: 'other' }),
      /^400 the namespace of the provided/,
    );
  });

  it('are refused where they leave no object', () => {
    assert.match(
      refusal({ op: 'replace', path: '', value: [] }),
      /^422  "" is invalid: patch: Invalid value: /,
    );
  });

  it('are refused with the complaint of the JSON parser where they are no JSON', () => {
    const answer = patched(ADDRESS, BEFORE, '{');
    assert.ok('code' in answer && answer.code === 400);
    assert.match(answer.body, /error decoding patch: /);
  });
});
