/** `registries`: how the registries of repositories are read. */
import * as v from 'valibot';
import { SERVICE_ACCOUNT_EMAIL } from './gke-schema.ts';
import { nonEmptyRepositoryGlobsSchema } from './glob-schema.ts';
import { mapping } from './mapping.ts';

const registry = mapping({
  repositories: nonEmptyRepositoryGlobsSchema(
    'Repositories without tag, as globs, such as `us-docker.pkg.dev/my-project/**`.',
  ),
  impersonate: v.exactOptional(
    v.pipe(
      SERVICE_ACCOUNT_EMAIL,
      v.description(
        'E-mail of a service account to impersonate, which only reads: `roles/artifactregistry.reader` is enough. It is used for the registries of Google. Default: Application Default Credentials.',
      ),
      v.examples(['reader@my-project.iam.gserviceaccount.com']),
    ),
  ),
  lookUp: v.optional(
    v.pipe(
      v.boolean('true or false'),
      v.description(
        'Whether the digest of a tag that is given without one is requested from the registry. `false`: the registry is not called for it.',
      ),
    ),
    true,
  ),
});

/** In the order of the file; the first entry whose globs match a repository is used. */
export const registriesSchema = v.pipe(
  v.array(registry, 'a list of registries'),
  v.description(
    'How registries are read. The first entry whose globs match a repository is used. Repositories without an entry are read with Application Default Credentials, if their registry is one of Google.',
  ),
);
