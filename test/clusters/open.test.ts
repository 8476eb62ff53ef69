import assert from 'node:assert/strict';
import { parseConfig } from '../../lib/config/parse-config.ts';
import type { ClusterEntry } from '../../lib/config/config.ts';
import { openClusters } from '../../lib/clusters/open.ts';
import { startSandbox } from '../../lib/sandbox/server.ts';

function entries(yaml: string): readonly ClusterEntry[] {
  const parsed = parseConfig(yaml);
  assert.ok('config' in parsed);
  return parsed.config.clusters;
}

describe('opened clusters', () => {
  it('have the names and namespaces of their entries, in that order', () => {
    const given = entries(`clusters:
      - { name: a, server: 'http://127.0.0.1:1', namespaces: { include: [shop] } }
      - { server: 'http://127.0.0.1:2' }`);
    const opened = openClusters(given);
    assert.deepEqual(
      opened.map(({ name, namespaces }) => ({ name, namespaces })),
      given.map(({ name, namespaces }) => ({ name, namespaces })),
    );
    assert.deepEqual(
      opened.map(({ name }) => name),
      ['a', '127.0.0.1:2'],
    );
  });

  it('have a transport each, that leads to their server, and send nothing yet', async () => {
    const [one, two] = await Promise.all([startSandbox(), startSandbox()]);
    const [first, second] = openClusters(
      entries(`clusters: [{ name: one, server: '${one.url}' }, { name: two, server: '${two.url}/' }]`),
    );
    assert.deepEqual([one.requests.length, two.requests.length], [0, 0]);
    const request = { method: 'GET', path: '/version', signal: new AbortController().signal } as const;
    await first?.transport.json(request);
    assert.deepEqual([one.requests.length, two.requests.length], [1, 0]);
    await second?.transport.json(request);
    assert.deepEqual(
      two.requests.map(({ path, headers }) => [path, headers.authorization]),
      [['/version', undefined]],
    );
    first?.transport.close();
    second?.transport.close();
    await Promise.all([one.close(), two.close()]);
  });
});
