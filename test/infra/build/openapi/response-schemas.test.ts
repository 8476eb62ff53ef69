import assert from 'node:assert/strict';
import * as v from 'valibot';
import { reportDocument } from '../../../../lib/report/report-document.ts';
import {
  DONE_SCHEMA,
  FAILED_SCHEMA,
  PROBLEM_SCHEMA,
  QUEUED_SCHEMA,
} from '../../../../infra/build/openapi/response-schemas.ts';
import { push } from '../../../support/builders.ts';

const report = reportDocument({ push: push(), clusters: [] });
const PROBLEM = { type: 'about:blank', status: 400, title: 't', detail: '' };

describe('the schemas of answers', () => {
  for (const [what, schema, value] of [
    ['200', DONE_SCHEMA, { report }],
    ['202', QUEUED_SCHEMA, { requeued: true, report, note: 'n' }],
    ['502', FAILED_SCHEMA, { ...PROBLEM, status: 502, report }],
    ['a problem', PROBLEM_SCHEMA, { ...PROBLEM, reason: 'WrongShape', remedy: 'r' }],
  ] as const) {
    it(`take ${what}`, () => assert.ok(v.is(schema, value)));
    it(`refuse ${what} with another key, and with an empty text`, () => {
      assert.ok(!v.is(schema, { ...value, more: 1 }));
      assert.ok(!v.is(schema, { ...value, note: '', remedy: '' }));
    });
  }

  for (const [what, changes] of [
    ['a status of success', { status: 200 }],
    ['another type', { type: 'about:other' }],
    ['a reason of nobody', { reason: 'Nothing' }],
    ['the reason of a skip', { reason: 'Held' }],
  ] as const)
    it(`refuse a problem with ${what}`, () => assert.ok(!v.is(PROBLEM_SCHEMA, { ...PROBLEM, ...changes })));
});
