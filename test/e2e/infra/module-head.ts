/** What stands before the first run of the module's own tests: mocks, and the variables of a plain install. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../support/project-root.ts';

export function moduleHead(): string {
  const text = readFileSync(path.join(ROOT, 'infra/tests/module.tftest.hcl'), 'utf8');
  return text.slice(0, text.indexOf('\nrun '));
}
