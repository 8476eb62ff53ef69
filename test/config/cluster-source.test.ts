import assert from 'node:assert/strict';
import { namedSource, SOURCE_FIELDS, SOURCE_RULES } from '../../lib/config/cluster-source.ts';
import { parseConfig } from '../../lib/config/parse-config.ts';
import { config } from './given.ts';

function source(yaml: string) {
  return config(`clusters: [${yaml}]`).clusters[0]?.source;
}

function expected(yaml: string): string[] {
  const parsed = parseConfig(`clusters: [${yaml}]`);
  assert.ok('complaints' in parsed);
  return parsed.complaints.map((complaint) => complaint.expected);
}

describe('the source of a cluster', () => {
  it('is a plain server, with the path of its address', () => {
    assert.deepEqual(source('{ server: "https://h/k8s/a" }'), {
      type: 'server',
      server: new URL('https://h/k8s/a'),
    });
  });

  it('is a kubeconfig file, its path as it was written', () => {
    assert.deepEqual(source('{ kubeconfig: ~/.kube/config }'), {
      type: 'kubeconfig',
      path: '~/.kube/config',
    });
  });

  it('is a context of a kubeconfig file', () => {
    assert.deepEqual(source('{ kubeconfig: a/b, context: prod }'), {
      type: 'kubeconfig',
      path: 'a/b',
      context: 'prod',
    });
  });

  it('is none where no field of one is there', () => assert.equal(namedSource({}), undefined));

  it('that is missing or there twice is complained of with the keys that there are', () => {
    const keys = Object.keys(SOURCE_FIELDS).filter((key) => key !== 'context');
    for (const yaml of ['{ name: a }', '{ server: "http://h", kubeconfig: a }']) {
      const [said = ''] = expected(yaml);
      assert.deepEqual(
        keys.filter((key) => !said.includes(key)),
        [],
      );
    }
  });

  it('that a context lacks is named', () => {
    assert.equal(
      expected('{ server: "http://h", context: a }').filter((said) => said.includes('`kubeconfig`')).length,
      1,
    );
  });

  it('has its rules for editors: exactly one, and nothing without what it goes with', () => {
    assert.deepEqual(SOURCE_RULES, {
      oneOf: [{ required: ['server'] }, { required: ['kubeconfig'] }],
      dependencies: { context: ['kubeconfig'] },
    });
  });
});
