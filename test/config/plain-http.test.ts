import assert from 'node:assert/strict';
import { plainHttp } from '../../lib/config/plain-http.ts';
import { config } from '../support/config-builders.ts';

describe('plain http', () => {
  it('is worth a word beyond this machine, and nowhere else', () => {
    const servers = [
      'http://proxy.example.com',
      'https://a',
      'http://localhost',
      'http://127.8.0.1:1',
      'http://[::1]:8',
      'http://127.example.com',
    ];
    const entries = servers.map((server) => `{ server: "${server}" }`);
    const { clusters } = config(`clusters: [${entries.join()}, { kubeconfig: x }]`);
    assert.deepEqual(
      plainHttp(clusters).map(({ path, code }) => [path, code]),
      [
        ['clusters[0].server', 'PlainHttp'],
        ['clusters[5].server', 'PlainHttp'],
      ],
    );
  });
});
