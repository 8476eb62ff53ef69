import assert from 'node:assert/strict';
import { parseImage } from '../../lib/core/names/image-reference.ts';
import { canonicalRepository } from '../../lib/core/names/repository.ts';
import { config, MINIMAL } from '../support/config-builders.ts';

function aliases(yaml: string) {
  return config(`${MINIMAL}aliases: ${yaml}`).settings.aliases;
}

describe('aliases', () => {
  const rows: readonly (readonly [title: string, yaml: string, prefix: string, means: string])[] = [
    ['a whole registry', 'm.example.com: docker.io', 'm.example.com', 'docker.io'],
    [
      'a host in capitals, with a port',
      'M.example.com:5000/hub: Docker.IO',
      'm.example.com:5000/hub',
      'docker.io',
    ],
    ['the other name of Docker Hub', 'localhost: index.docker.io/bitnami', 'localhost', 'docker.io/bitnami'],
    [
      'a gcr.io project',
      'gcr.io/old: eu.gcr.io/new/a',
      'us-docker.pkg.dev/old/gcr.io',
      'europe-docker.pkg.dev/new/eu.gcr.io/a',
    ],
    [
      'a domain-scoped project',
      'gcr.io/example.com/p: docker.io',
      'us-docker.pkg.dev/example.com/p/gcr.io',
      'docker.io',
    ],
    ['an IPv6 host', '"[::1]:5000/a": docker.io', '[::1]:5000/a', 'docker.io'],
  ];
  for (const [title, yaml, prefix, means] of rows) {
    it(`reads ${title}: ${prefix} means ${means}`, () => {
      assert.deepEqual(aliases(`{ ${yaml} }`), [{ prefix, means }]);
    });
  }

  it('give images the repository that is meant, in either spelling of gcr.io', () => {
    const known = aliases('{ gcr.io/old: eu.gcr.io/new, m.io/hub: docker.io }');
    const repositories = ['gcr.io/old/app', 'us-docker.pkg.dev/old/gcr.io/app', 'm.io/hub/nginx'].map(
      (text) => {
        const parsed = parseImage(text);
        return 'image' in parsed ? canonicalRepository(parsed.image, known) : parsed.invalid;
      },
    );
    const app = 'europe-docker.pkg.dev/new/eu.gcr.io/app';
    assert.deepEqual(repositories, [app, app, 'docker.io/library/nginx']);
  });
});
