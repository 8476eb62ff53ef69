/** Schemas of responses: the OpenAPI document contains them, and tests validate responses with them. */
import * as v from 'valibot';
import { listReasons, REPORT_SCHEMA } from '../../../lib/report/report-schema.ts';

const text = (description: string) => v.pipe(v.string(), v.nonEmpty(), v.description(description));

const NOTE = v.exactOptional(text('A hint for the caller about the interpretation of the call.'));

/** 200: everything was applied or skipped. */
export const DONE_SCHEMA = v.strictObject({ note: NOTE, report: REPORT_SCHEMA });

/** 202: the remaining work is queued. */
export const QUEUED_SCHEMA = v.strictObject({
  note: NOTE,
  requeued: v.pipe(v.literal(true), v.description('The remaining work is queued as an event of its own.')),
  report: REPORT_SCHEMA,
});

const PROBLEM = {
  type: v.pipe(v.literal('about:blank'), v.description('The title identifies the kind of problem.')),
  title: text('The same for all problems of this kind.'),
  detail: v.pipe(v.string(), v.description('What was expected and what was received.')),
};

/** A problem document (RFC 9457). */
export const PROBLEM_SCHEMA = v.strictObject({
  ...PROBLEM,
  status: v.pipe(
    v.number(),
    v.integer(),
    v.minValue(400),
    v.maxValue(599),
    v.description('The status of the response.'),
  ),
  reason: v.exactOptional(
    v.pipe(
      v.picklist(listReasons(['ignored', 'malformed', 'failed', 'transient'])),
      v.description('The reason, a code of the closed list.'),
    ),
  ),
  remedy: v.exactOptional(text('What to do about it.')),
});

/** 409 and 502: the problem, and the report with the failures. */
export const FAILED_SCHEMA = v.strictObject({
  ...PROBLEM,
  status: v.pipe(v.picklist([409, 502]), v.description('The status of the response.')),
  note: NOTE,
  requeued: v.exactOptional(
    v.pipe(
      v.literal(true),
      v.description('The remaining work that may succeed later is queued as an event of its own.'),
    ),
  ),
  report: REPORT_SCHEMA,
});

/** `GET /health`: the process responds. */
export const HEALTH_SCHEMA = v.strictObject({ status: v.literal('ok') });

/** `GET /ready`: the process accepts calls. */
export const READY_SCHEMA = v.strictObject({ status: v.literal('ready') });
