/** What calls are answered, as schemas: the API's document is made of them, and tests hold the answers to them. */
import * as v from 'valibot';
import { REPORT_SCHEMA } from '../report/report-schema.ts';

const NOTE = v.exactOptional(
  v.pipe(v.string(), v.description('What a caller should know of how he was understood.')),
);

/** 200: all was applied, or had a reason to be left. */
export const DONE_SCHEMA = v.strictObject({ note: NOTE, report: REPORT_SCHEMA });

/** 202: what is left is queued. */
export const QUEUED_SCHEMA = v.strictObject({
  note: NOTE,
  requeued: v.pipe(v.literal(true), v.description('What is left goes on as an event of its own.')),
  report: REPORT_SCHEMA,
});

const PROBLEM = {
  type: v.pipe(v.string(), v.description('Always `about:blank`: the title says it.')),
  status: v.pipe(v.number(), v.safeInteger(), v.description('That of the answer.')),
  title: v.pipe(v.string(), v.description('The same for all problems of this kind.')),
  detail: v.pipe(v.string(), v.description('What was expected and what came.')),
};

/** A problem document (RFC 9457). */
export const PROBLEM_SCHEMA = v.strictObject({
  ...PROBLEM,
  reason: v.exactOptional(v.pipe(v.string(), v.description('The reason, a code of the closed list.'))),
  remedy: v.exactOptional(v.pipe(v.string(), v.description('What can be done about it.'))),
});

/** 502: the problem, and the report that says what failed. */
export const FAILED_SCHEMA = v.strictObject({
  ...PROBLEM,
  note: NOTE,
  requeued: v.exactOptional(v.literal(true)),
  report: REPORT_SCHEMA,
});

/** `GET /health` and `GET /ready`. */
export const STATE_SCHEMA = v.strictObject({ status: v.picklist(['ok', 'ready']) });
