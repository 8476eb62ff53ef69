/** The keys of a GKE entry: its clusters, their endpoint, and the identity. */
import * as v from 'valibot';
import { objectOr } from '../core/text/json.ts';
import { codedCheck } from './coded-check.ts';
import type { GkeSource } from './config.ts';
import { record } from './mapping.ts';
import { parsedBy, TEXT, type Parsed } from './text-schema.ts';
import { issuePath } from './unique.ts';

// Names become path segments of the Container API, and words of shell commands in remedies.
const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
// New projects have 6 to 30 characters; projects of a domain (`example.com:p`) and old ones may be shorter.
const PROJECT = `(?:(?:${LABEL}\\.){1,8}${LABEL}:)?[a-z](?:[a-z0-9-]{0,28}[a-z0-9])?|[1-9][0-9]{0,18}`;
// Regions and zones: `europe-west1`, `us-central1-a`, `us-central1-ai1a`.
const LOCATION = '[a-z]{1,20}(?:-[a-z]{1,20}){1,3}[0-9]{1,2}(?:-[a-z0-9]{1,8})?|-';
const CLUSTER = '[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?|-';
const PATH = new RegExp(`^projects/(?:${PROJECT})/locations/(?:${LOCATION})/clusters/(?:${CLUSTER})$`);
const FORM =
  '`projects/PROJECT/locations/LOCATION/clusters/CLUSTER` with lower-case names, where `-` as LOCATION or CLUSTER matches all';

// https://cloud.google.com/resource-manager/docs/labels-overview#requirements
const LABEL_KEY = /^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62}$/u;
const LABEL_VALUE = /^[\p{Ll}\p{Lo}\p{N}_-]{0,63}$/u;

// Created by a user, or by Google: `NUMBER-compute@developer.…`, `PROJECT@appspot.…`, `NAME@PROJECT.DOMAIN.iam.…`.
const SERVICE_ACCOUNT = new RegExp(`^${LABEL}@(?:${LABEL}\\.){1,8}gserviceaccount\\.com$`);

/** The e-mail of a service account. */
export const SERVICE_ACCOUNT_EMAIL = v.pipe(
  v.string(TEXT),
  v.regex(
    SERVICE_ACCOUNT,
    'the e-mail of a service account, such as `updater@my-project.iam.gserviceaccount.com`',
  ),
);

type GkePath = Pick<GkeSource, 'path' | 'project' | 'location' | 'cluster'>;

/** The keys for the schema of an entry. */
export const GKE_FIELDS = {
  gke: v.exactOptional(
    v.pipe(
      v.string(TEXT),
      v.regex(PATH, FORM),
      v.description(
        'A GKE cluster, as `projects/PROJECT/locations/LOCATION/clusters/CLUSTER`. `-` matches every location or cluster; it is resolved on every event. The clusters that it matches are named `PROJECT/LOCATION/CLUSTER`.',
      ),
      v.examples([
        'projects/my-project/locations/-/clusters/-',
        'projects/my-project/locations/europe-west1/clusters/prod',
      ]),
      parsedBy(readPath),
    ),
  ),
  labels: v.exactOptional(
    v.pipe(
      record(
        textMatching(LABEL_KEY, 'the key of a resource label'),
        textMatching(LABEL_VALUE, 'the value of a resource label'),
      ),
      v.description(
        'Resource labels that a cluster must have, by exact value. Only allowed if `gke` contains a `-`.',
      ),
      v.examples([{ env: 'prod' }]),
    ),
  ),
  endpoint: v.exactOptional(
    v.pipe(
      v.picklist(['auto', 'dns', 'public', 'private'], '`auto`, `dns`, `public` or `private`'),
      v.description(
        'Endpoint of the GKE cluster. `auto` prefers the DNS endpoint if it allows external traffic, else the public, else the private endpoint.',
      ),
      v.metadata({ default: 'auto' }),
    ),
  ),
  impersonate: v.exactOptional(
    v.pipe(
      SERVICE_ACCOUNT_EMAIL,
      v.description(
        'E-mail of a service account to impersonate, for the Container API and in the GKE clusters.',
      ),
      v.examples(['updater@my-project.iam.gserviceaccount.com']),
    ),
  ),
};

/** Checks that `labels` occur only with a path of several clusters, and `name` only with a path of a single one. */
export function singleOrSeveral<T>(): v.RawCheckAction<T> {
  return codedCheck('UnknownKey', ({ dataset, addIssue }) => {
    const entry = objectOr(dataset.value);
    // Still a text if it does not have that form.
    const { path } = objectOr(entry['gke']);
    if (typeof path !== 'string') return;
    const { key, message } = namesSeveral(path) ? NO_NAME : NO_LABELS;
    if (key in entry) addIssue({ message, path: issuePath([key], entry[key]) });
  });
}

const NO_NAME = {
  key: 'name',
  message: 'no name: the entry matches several clusters, which are named `PROJECT/LOCATION/CLUSTER`',
};
const NO_LABELS = { key: 'labels', message: 'no labels, or `-` as location or cluster in `gke`' };

/** The default name of a GKE entry: that of its single cluster, or its path and labels. */
export function gkeEntryName({
  path,
  project,
  location,
  cluster,
  labels,
}: GkePath & Pick<GkeSource, 'labels'>): string {
  if (!namesSeveral(path)) return `${project}/${location}/${cluster}`;
  const list = Object.entries(labels).map((label) => label.join('='));
  // Two entries with the same path may differ only in their labels.
  return list.length === 0 ? path : `${path} (${list.toSorted().join(', ')})`;
}

/** Whether a path matches several clusters, because it contains `-`. */
export function namesSeveral(path: string): boolean {
  return path.split('/').includes('-');
}

function readPath(path: string): Parsed<GkePath> {
  const [, project = '', , location = '', , cluster = ''] = path.split('/');
  return { value: { path, project, location, cluster } };
}

// The pattern needs Unicode properties, so it cannot be a pattern of the JSON Schema.
function textMatching(form: RegExp, expected: string) {
  return v.pipe(
    v.string(TEXT),
    v.check((text) => form.test(text), expected),
  );
}
