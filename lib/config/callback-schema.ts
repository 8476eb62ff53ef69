/** `callback`: who may call `updateImage` over HTTP. */
import * as v from 'valibot';
import { objectOr } from '../core/text/json.ts';
import { FOUND } from '../core/workload/applied-state.ts';
import { NO_CALLERS } from './config.ts';
import { nonEmptyGlobsSchema, nonEmptyRepositoryGlobsSchema } from './glob-schema.ts';
import { mapping } from './mapping.ts';
import { TEXT } from './text-schema.ts';
import { unique, type ListEntry } from './unique.ts';
import { isWellKnown } from './well-known-keys.ts';

const CALLS = 'a whole number from 1';
// Single accounts only: a domain would authorize accounts that do not exist yet.
const EMAIL = /^[^\s@*A-Z]{1,64}@[a-z0-9.-]{1,189}$/;

/** The e-mail of a single account. */
export const EMAIL_ADDRESS = v.pipe(
  v.string(TEXT),
  v.regex(EMAIL, 'the e-mail of a single account, in lower case'),
);

/** Audiences of OIDC tokens. */
export const AUDIENCES = v.array(v.pipe(v.string(TEXT), v.nonEmpty('an audience')), 'a list of audiences');

const key = mapping({
  name: v.pipe(
    v.string(TEXT),
    v.regex(/^[\w.-]{1,64}$/, 'a name of 1 to 64 letters, digits and `_ . -`'),
    v.check((name) => name !== FOUND, `another name than ${FOUND}, which is reserved for update records`),
    v.description('Name of the key holder, for reports, update records and change causes.'),
    v.examples(['ci']),
  ),
  sha256: v.pipe(
    v.string(TEXT),
    v.regex(/^[0-9a-f]{64}$/, 'the SHA-256 of the key as 64 lower-case hex digits'),
    v.check(
      (hash) => !isWellKnown(hash),
      'the SHA-256 of a random key, such as one of `openssl rand -hex 32`',
    ),
    v.description(
      'SHA-256 of the key, in hex: `printf %s "$KEY" | sha256sum`. The key itself is not stored.',
    ),
  ),
  repositories: v.exactOptional(
    nonEmptyRepositoryGlobsSchema('Repositories whose updates the key may trigger, as globs. Default: all.'),
  ),
  clusters: v.exactOptional(
    nonEmptyGlobsSchema(
      'Cluster entries whose clusters the key may change, as globs for their names. Default: all.',
    ),
  ),
});

/** The key `callback` of the configuration. */
export const callbackSchema = v.pipe(
  mapping({
    audiences: v.optional(
      v.pipe(
        AUDIENCES,
        v.description('Accepted audiences of Google OIDC tokens: the address of the function.'),
      ),
      [],
    ),
    emails: v.optional(
      v.pipe(
        v.array(EMAIL_ADDRESS, 'a list of e-mails'),
        v.description('E-mails of Google accounts that may call. Their tokens need one of the audiences.'),
      ),
      [],
    ),
    keys: v.optional(
      v.pipe(
        v.array(key, 'a list of keys'),
        v.description('API keys for callers without a Google account.'),
        unique(
          (keys) => textsAt(keys, 'name'),
          (first) => `another name than that of keys${first}`,
        ),
        unique(
          (keys) => textsAt(keys, 'sha256'),
          (first) => `another key than that of keys${first}`,
        ),
      ),
      [],
    ),
    callsInFlight: v.optional(
      v.pipe(
        v.number(CALLS),
        v.safeInteger(CALLS),
        v.minValue(1, CALLS),
        v.description(
          'Maximum number of concurrent calls of an instance. Further calls are answered with 429.',
        ),
      ),
      NO_CALLERS.callsInFlight,
    ),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed || dataset.value.emails.length === 0 || dataset.value.audiences.length > 0) return;
    addIssue({ message: '`audiences` with `emails`, because tokens of other services must not be accepted' });
  }),
  v.description('Callers of `POST /api/update`. Without it every call is rejected.'),
);

function textsAt(value: unknown, field: string): readonly ListEntry[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((each: unknown, index) => {
    const text = objectOr(each)[field];
    return typeof text === 'string' ? [{ keys: [index, field] as const, identity: text, written: text }] : [];
  });
}
