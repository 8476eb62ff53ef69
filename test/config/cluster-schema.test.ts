import assert from 'node:assert/strict';
import { SYSTEM_NAMESPACES } from '../../lib/config/cluster-schema.ts';
import { config } from '../support/config-builders.ts';

function cluster(yaml: string) {
  return config(`clusters: [${yaml}]`).clusters[0] ?? assert.fail();
}

describe('clusters', () => {
  const names: readonly (readonly [server: string, name: string])[] = [
    ['http://127.0.0.1:8001', '127.0.0.1:8001'],
    ['http://[::1]:8001/', '[::1]:8001'],
    ['https://K8s.example.com:443/clusters/a', 'k8s.example.com'],
  ];
  for (const [server, name] of names) {
    it(`${server} is called ${name}`, () => assert.equal(cluster(`{ server: "${server}" }`).name, name));
  }

  it('a name of its own stands above that', () => {
    assert.equal(cluster('{ name: dev, server: "http://localhost" }').name, 'dev');
  });

  it('a kubeconfig is called as its context, and without one by its path', () => {
    assert.equal(cluster('{ kubeconfig: ~/.kube/config, context: prod }').name, 'prod');
    assert.equal(cluster('{ kubeconfig: ~/.kube/config }').name, '~/.kube/config');
    assert.equal(cluster('{ name: dev, kubeconfig: ~/.kube/config, context: prod }').name, 'dev');
  });

  const gke: readonly (readonly [entry: string, name: string])[] = [
    ['gke: projects/shop/locations/us-east1/clusters/a', 'shop/us-east1/a'],
    ['gke: "projects/example.com:p/locations/us-east1/clusters/a"', 'example.com:p/us-east1/a'],
    ['gke: projects/shop/locations/-/clusters/-', 'projects/shop/locations/-/clusters/-'],
    ['gke: projects/shop/locations/us-east1/clusters/-', 'projects/shop/locations/us-east1/clusters/-'],
    ['gke: projects/shop/locations/-/clusters/-, labels: {}', 'projects/shop/locations/-/clusters/-'],
    [
      'gke: projects/shop/locations/-/clusters/a, labels: { tier: web, env: prod }',
      'projects/shop/locations/-/clusters/a (env=prod, tier=web)',
    ],
    ['gke: projects/shop/locations/us-east1/clusters/a, name: here', 'here'],
    ['inCluster: true', 'in-cluster'],
    ['inCluster: true, name: here', 'here'],
  ];
  for (const [entry, name] of gke)
    it(`{ ${entry} } is called ${name}`, () => assert.equal(cluster(`{ ${entry} }`).name, name));

  it('may be given the names that GKE clusters have by default, so that one can take the place of another', () => {
    for (const name of ['shop/us-east1/a', 'example.com:p/us-east1/a'])
      assert.equal(cluster(`{ name: "${name}", server: "http://h" }`).name, name);
  });

  it('one list of namespaces leaves the default of the other', () => {
    const { include, exclude } = cluster('{ server: "http://h", namespaces: { include: [a] } }').namespaces;
    assert.deepEqual(
      [include.map(({ text }) => text), exclude.map(({ text }) => text)],
      [['a'], SYSTEM_NAMESPACES],
    );
    const other = cluster('{ server: "http://h", namespaces: { exclude: [] } }').namespaces;
    assert.deepEqual([other.include.map(({ text }) => text), other.exclude], [['*'], []]);
  });
});
