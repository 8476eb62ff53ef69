import assert from 'node:assert/strict';
import {
  artifactRepositoryName,
  findArtifactRepository,
} from '../../../lib/registry/artifact-registry/artifact-repository.ts';

describe('the Artifact Registry repository', () => {
  for (const [name, expected] of [
    ['us-docker.pkg.dev/p/r/app', 'projects/p/locations/us/repositories/r'],
    ['europe-west1-docker.pkg.dev/p/r/a/b/c', 'projects/p/locations/europe-west1/repositories/r'],
    [
      'northamerica-northeast1-docker.pkg.dev/p/r/a',
      'projects/p/locations/northamerica-northeast1/repositories/r',
    ],
    ['us-docker.pkg.dev/example.com/proj/r/app', 'projects/example.com:proj/locations/us/repositories/r'],
    ['us-docker.pkg.dev/p/gcr.io/app', 'projects/p/locations/us/repositories/gcr.io'],
    ['gcr.io/p/app', 'projects/p/locations/us/repositories/gcr.io'],
    ['us.gcr.io/p/a/b', 'projects/p/locations/us/repositories/us.gcr.io'],
    ['eu.gcr.io/p/app', 'projects/p/locations/europe/repositories/eu.gcr.io'],
    ['asia.gcr.io/example.com/p/app', 'projects/example.com:p/locations/asia/repositories/asia.gcr.io'],
  ] as const)
    it(`of ${name} is ${expected}`, () => {
      const found = findArtifactRepository(name) ?? assert.fail();
      assert.equal(artifactRepositoryName(found), expected);
    });

  for (const name of [
    'docker.io/library/nginx',
    'quay.io/p/r/app',
    'registry.example.com:5000/p/r/app',
    // No image, or no repository.
    'us-docker.pkg.dev/p/r',
    'us-docker.pkg.dev/p',
    'us-docker.pkg.dev',
    'gcr.io/p',
    'us-docker.pkg.dev/example.com/p/r',
    // Another host that only looks alike.
    'us-docker.pkg.dev.example.com/p/r/app',
    'us-docker.pkg.dev:8080/p/r/app',
    'docker.pkg.dev/p/r/app',
    'us.docker.pkg.dev/p/r/app',
    'us-docker.example.com/p/r/app',
    'us-docker.s3nsregistry.fr/p/r/app',
    'fr.gcr.io/p/app',
    // Names that are none, and would be words of a command.
    'us-docker.pkg.dev/p;id/r/app',
    'us-docker.pkg.dev/p/$(id)/app',
    'us-docker.pkg.dev/p/r..%2f/app',
    'us-docker.pkg.dev/p/-r/app',
    'us-docker.pkg.dev/../r/app',
    'us-docker.pkg.dev/p/../app',
    '',
  ])
    it(`of ${JSON.stringify(name)} is none`, () => assert.equal(findArtifactRepository(name), undefined));
});
