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
// One account each: a whole domain would be let in by nobody's decision.
const EMAIL = /^[^\s@*A-Z]{1,64}@[a-z0-9.-]{1,189}$/;

/** The e-mail of one account. */
export const EMAIL_ADDRESS = v.pipe(
  v.string(TEXT),
  v.regex(EMAIL, 'the e-mail of one account, in lower case'),
);

/** Audiences of OIDC tokens. */
export const AUDIENCES = v.array(v.pipe(v.string(TEXT), v.nonEmpty('an audience')), 'a list of audiences');

const key = mapping({
  name: v.pipe(
    v.string(TEXT),
    v.regex(/^[\w.-]{1,64}$/, 'a name of 1 to 64 letters, digits and `_ . -`'),
    v.check((name) => name !== FOUND, `another name than ${FOUND}, which records use`),
    v.description('Who uses the key: reports, records and change causes say so.'),
    v.examples(['ci']),
  ),
  sha256: v.pipe(
    v.string(TEXT),
    v.regex(/^[0-9a-f]{64}$/, 'the SHA-256 of the key as 64 lower-case hex digits'),
    v.check((hash) => !isWellKnown(hash), 'the SHA-256 of a random key, as `openssl rand -hex 32` makes one'),
    v.description(
      'SHA-256 of the key, in hex: `printf %s "$KEY" | sha256sum`. The key itself stands nowhere.',
    ),
  ),
  repositories: v.exactOptional(
    nonEmptyRepositoryGlobsSchema(
      'Repositories whose updates the key may trigger, as globs; all where it is left out.',
    ),
  ),
  clusters: v.exactOptional(
    nonEmptyGlobsSchema(
      'Cluster entries whose clusters the key may change, as globs over their names; all where it is left out.',
    ),
  ),
});

/** The key `callback` of the configuration. */
export const callbackSchema = v.pipe(
  mapping({
    audiences: v.optional(
      v.pipe(
        AUDIENCES,
        v.description('What Google OIDC tokens of callers have to be made for: the address of the function.'),
      ),
      [],
    ),
    emails: v.optional(
      v.pipe(
        v.array(EMAIL_ADDRESS, 'a list of e-mails'),
        v.description('Google accounts that may call, by e-mail; their tokens need one of the audiences.'),
      ),
      [],
    ),
    keys: v.optional(
      v.pipe(
        v.array(key, 'a list of keys'),
        v.description('API keys, for callers without a Google account.'),
        unique(
          (keys) => textsAt(keys, 'name'),
          (first) => `another name than keys${first}`,
        ),
        unique(
          (keys) => textsAt(keys, 'sha256'),
          (first) => `another key than keys${first}`,
        ),
      ),
      [],
    ),
    callsInFlight: v.optional(
      v.pipe(
        v.number(CALLS),
        v.safeInteger(CALLS),
        v.minValue(1, CALLS),
        v.description('Calls that one instance works on at once; further ones are answered 429.'),
      ),
      NO_CALLERS.callsInFlight,
    ),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed || dataset.value.emails.length === 0 || dataset.value.audiences.length > 0) return;
    addIssue({ message: '`audiences` beside `emails`: a token made for another service must not count' });
  }),
  v.description('Who may call `POST /api/update`. Without it every call is refused.'),
);

function textsAt(value: unknown, field: string): readonly ListEntry[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((each: unknown, index) => {
    const text = objectOr(each)[field];
    return typeof text === 'string' ? [{ keys: [index, field] as const, identity: text, written: text }] : [];
  });
}
