import type { Judge } from '../judge.ts';
import { installSchemathesis } from '../openapi/install.ts';

export const SCHEMATHESIS: Judge = {
  name: 'schemathesis',
  tool: {
    from: 'project',
    package: 'schemathesis',
    program: 'openapi/main.ts',
    requirements: 'openapi/requirements.txt',
    install: installSchemathesis,
  },
  subject: 'what `serve` and the function answer, by the OpenAPI document',
  runs: () => [{ args: [] }],
  planted: { args: ['--prove'] },
};
