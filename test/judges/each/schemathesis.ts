import type { Judge } from '../judge.ts';
import { TOOL } from '../openapi/judge.ts';

export const SCHEMATHESIS: Judge = {
  name: 'schemathesis',
  tool: { from: 'project', program: 'openapi/main.ts', runs: TOOL },
  subject: 'what `serve` and the function answer, by the OpenAPI document',
  runs: () => [{ args: [] }],
  planted: { args: ['--prove'] },
};
