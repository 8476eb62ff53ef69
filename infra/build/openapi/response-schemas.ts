/** What calls are answered, as schemas: the API's document is made of them, and tests hold the answers to them. */
import * as v from 'valibot';
import { listReasons, REPORT_SCHEMA } from '../../../lib/report/report-schema.ts';

const text = (description: string) => v.pipe(v.string(), v.nonEmpty(), v.description(description));

const NOTE = v.exactOptional(text('What the caller should know of how the call was understood.'));

/** 200: all was applied, or had a reason to be left. */
export const DONE_SCHEMA = v.strictObject({ note: NOTE, report: REPORT_SCHEMA });

/** 202: what is left is queued. */
export const QUEUED_SCHEMA = v.strictObject({
  note: NOTE,
  requeued: v.pipe(v.literal(true), v.description('What is left goes on as an event of its own.')),
  report: REPORT_SCHEMA,
});

const PROBLEM = {
  type: v.pipe(v.literal('about:blank'), v.description('The title says what kind of problem it is.')),
  title: text('The same for all problems of this kind.'),
  detail: v.pipe(v.string(), v.description('What was expected and what came.')),
};

/** A problem document (RFC 9457). */
export const PROBLEM_SCHEMA = v.strictObject({
  ...PROBLEM,
  status: v.pipe(
    v.number(),
    v.integer(),
    v.minValue(400),
    v.maxValue(599),
    v.description('That of the answer.'),
  ),
  reason: v.exactOptional(
    v.pipe(
      v.picklist(listReasons(['ignored', 'malformed', 'failed', 'transient'])),
      v.description('The reason, a code of the closed list.'),
    ),
  ),
  remedy: v.exactOptional(text('What can be done about it.')),
});

/** 409 and 502: the problem, and the report that says what failed. */
export const FAILED_SCHEMA = v.strictObject({
  ...PROBLEM,
  status: v.pipe(v.picklist([409, 502]), v.description('That of the answer.')),
  note: NOTE,
  requeued: v.exactOptional(
    v.pipe(v.literal(true), v.description('What is left and may work later goes on as an event of its own.')),
  ),
  report: REPORT_SCHEMA,
});

/** `GET /health`: this process answers. */
export const HEALTH_SCHEMA = v.strictObject({ status: v.literal('ok') });

/** `GET /ready`: it takes calls. */
export const READY_SCHEMA = v.strictObject({ status: v.literal('ready') });
