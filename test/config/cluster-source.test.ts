import assert from 'node:assert/strict';
import { namedSource, SOURCE_FIELDS, SOURCE_RULES } from '../../lib/config/cluster-source.ts';
import { parseConfig } from '../../lib/config/parse-config.ts';
import { config } from '../support/config-builders.ts';

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

  it('is a GKE cluster, by the best endpoint and as ourselves', () => {
    const path = 'projects/example.com:p/locations/us-east1-b/clusters/c';
    assert.deepEqual(source(`{ gke: "${path}" }`), {
      type: 'gke',
      path,
      project: 'example.com:p',
      location: 'us-east1-b',
      cluster: 'c',
      labels: {},
      endpoint: 'auto',
    });
  });

  it('is all GKE clusters of a project that have these labels, by this endpoint and as somebody else', () => {
    const path = 'projects/12/locations/-/clusters/-';
    const impersonate = 'x@p.iam.gserviceaccount.com';
    assert.deepEqual(
      source(`{ gke: ${path}, labels: { env: prod }, endpoint: dns, impersonate: ${impersonate} }`),
      {
        type: 'gke',
        path,
        project: '12',
        location: '-',
        cluster: '-',
        labels: { env: 'prod' },
        endpoint: 'dns',
        impersonate,
      },
    );
  });

  it('is the cluster of the pod', () => {
    assert.deepEqual(source('{ inCluster: true }'), { type: 'inCluster' });
  });

  it('is none where no field of one is there', () => assert.equal(namedSource({}), undefined));

  it('that is missing or there twice is complained of with the keys that there are', () => {
    const companions = Object.keys(SOURCE_RULES.dependencies);
    const keys = Object.keys(SOURCE_FIELDS).filter((key) => !companions.includes(key));
    for (const yaml of ['{ name: a }', '{ server: "http://h", kubeconfig: a }']) {
      const [said = ''] = expected(yaml);
      assert.deepEqual(
        keys.filter((key) => !said.includes(key)),
        [],
      );
    }
  });

  for (const [key, value, lacking] of [
    ['context', 'a', 'kubeconfig'],
    ['labels', '{ a: b }', 'gke'],
    ['endpoint', 'dns', 'gke'],
    ['impersonate', 'x@p.iam.gserviceaccount.com', 'gke'],
  ]) {
    it(`that ${key} lacks is named: ${lacking}`, () => {
      const said = expected(`{ server: "http://h", ${key}: ${value} }`);
      assert.deepEqual(
        said.map((each) => each.includes(`\`${lacking}\``)),
        [true],
      );
    });
  }

  it('has its rules for editors: exactly one, and nothing without what it goes with', () => {
    assert.deepEqual(SOURCE_RULES, {
      oneOf: [
        { required: ['gke'] },
        { required: ['server'] },
        { required: ['kubeconfig'] },
        { required: ['inCluster'] },
      ],
      dependencies: { labels: ['gke'], endpoint: ['gke'], impersonate: ['gke'], context: ['kubeconfig'] },
    });
  });
});
