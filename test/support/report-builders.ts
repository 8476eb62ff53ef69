/** Reports that nobody would make by hand, and what a document made of one must be. */
import { Ajv } from 'ajv';
import * as fc from 'fast-check';
import type { Delivery } from '../../lib/core/event/delivery.ts';
import { DIGEST, TAG } from '../../lib/core/names/image-reference.ts';
import { REASONS, type ErrorReason, type SkipReason } from '../../lib/core/errors/reason.ts';
import { TERMS, type ReasonKind } from '../../lib/core/errors/reason-text.ts';
import type { ClusterReport, Report } from '../../lib/core/report/report.ts';
import schema from '../../lib/report/report.schema.json' with { type: 'json' };
import { codePoint } from './code-point.ts';

const validate = new Ajv({
  strict: true,
  formats: { 'date-time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/ },
}).compile(schema);

/** What the published schema has against a document; empty where it is one. */
export function complaints(document: unknown): string[] {
  validate(document);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** What a terminal or a viewer of logs could act on. */
export const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

export const NASTY = '\u001b[31mred\u0007\u202e\nb\ud800';

export const DELIVERY: Delivery = {
  shape: 'push',
  data: '',
  attributes: {},
  id: 'm1',
  publishedAt: 1000,
  subscription: 'projects/shop/subscriptions/image-pushed',
};

const hasKind = (code: string, kinds: readonly ReasonKind[]): boolean =>
  Object.entries(REASONS).some(([each, { kind }]) => each === code && kinds.includes(kind));
const isSkip = (code: string): code is SkipReason => hasKind(code, ['skip', 'limit']);
const isFault = (code: string): code is ErrorReason =>
  hasKind(code, ['malformed', 'limit', 'failed', 'transient']);

export const SKIP_REASONS = Object.keys(REASONS).filter(isSkip);
export const FAULT_REASONS = Object.keys(REASONS).filter(isFault);

const text = fc.oneof(
  fc.string({ unit: codePoint, maxLength: 40 }),
  fc.constant(NASTY),
  fc.constant(NASTY.repeat(100)),
);
const count = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const subject = fc.record({
  workload: fc.record({ kind: text, namespace: text, name: text }),
  container: text,
  image: text,
});
const skipReason = fc.constantFrom(...SKIP_REASONS);
const faultReason = fc.constantFrom(...FAULT_REASONS);
const optional = <T>(key: string, value: fc.Arbitrary<T>) =>
  fc.oneof(
    fc.constant({}),
    value.map((given) => ({ [key]: given })),
  );

const updated = fc
  .record({
    result: fc.constantFrom('updated' as const, 'planned' as const),
    from: text,
    to: text,
    effect: fc.constantFrom('now' as const, 'partition' as const, 'suspended' as const),
    restarted: fc.boolean(),
    staleImage: fc.boolean(),
    pinned: fc.boolean(),
  })
  .chain((rest) => subject.map((given) => ({ ...given, ...rest })));

const failed = fc
  .record({ reason: faultReason, detail: text })
  .chain((rest) => subject.map((given) => ({ ...given, ...rest, result: 'failed' as const })));

const skipped = fc
  .tuple(subject, optional('detail', text), skipReason)
  .map(([given, detail, reason]) => ({ ...given, ...detail, reason, result: 'skipped' as const }));

const fault = fc
  .tuple(
    text,
    fc.oneof(faultReason, fc.constant('InvalidObject' as const)),
    text,
    fc.dictionary(fc.constantFrom(...TERMS), text).map((terms) => ({ terms })),
  )
  .map(([where, reason, detail, terms]) => ({ where, reason, detail, ...terms }));

const unlisted = fc.oneof(
  fc.record({
    result: fc.constantFrom('updated' as const, 'planned' as const, 'alreadyApplied' as const),
    count: fc.nat(),
  }),
  fc.record({ result: fc.constant('failed' as const), reason: faultReason, count: fc.nat() }),
);

const cluster: fc.Arbitrary<ClusterReport> = fc.record({
  cluster: text,
  unlisted: fc.array(unlisted, { maxLength: 3 }),
  scanned: count,
  updated: fc.array(updated, { maxLength: 4 }),
  alreadyApplied: fc.array(
    updated.map((row) => ({ ...row, result: 'alreadyApplied' as const })),
    { maxLength: 4 },
  ),
  failed: fc.array(failed, { maxLength: 4 }),
  skipped: fc.array(
    fc.record({ reason: skipReason, count: fc.nat(), examples: fc.array(skipped, { maxLength: 4 }) }),
    {
      maxLength: 4,
    },
  ),
  faults: fc.array(fault, { maxLength: 4 }),
});

/** Any report at all: hostile texts, odd counts, all reasons. */
export const anyReport: fc.Arbitrary<Report> = fc.record({
  push: fc
    .tuple(
      fc.record({
        repository: text,
        tag: fc.stringMatching(TAG),
        id: text,
        publishedAt: fc.nat({ max: Date.UTC(9999, 0) }),
      }),
      optional('digest', fc.stringMatching(DIGEST)),
      optional('source', text),
      optional('trigger', fc.constant('reconcile' as const)),
    )
    .map(([given, digest, source, trigger]) => ({ ...given, ...digest, ...source, ...trigger })),
  clusters: fc.array(cluster, { maxLength: 4 }),
});
