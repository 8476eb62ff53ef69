/** The part of the schema of the configuration that the input `configuration` of the Terraform module may have. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import committed from '../../lib/config/config.schema.json' with { type: 'json' };
import { ROOT } from './project-root.ts';

/** Schemas by the keys that a user gives; the module fills in the others. */
export function givenKeys(): Readonly<Record<string, object>> {
  const text = readFileSync(path.join(ROOT, 'infra/configuration.tf'), 'utf8');
  const [, list = ''] = /^ {2}filled = \[(.*)\]$/m.exec(text) ?? [];
  const filled = [...list.matchAll(/"(\w+)"/g)].map(([, key = '']) => key);
  if (filled.length === 0) throw new Error('expected the keys that the module fills in, got none');
  return Object.fromEntries(Object.entries(committed.properties).filter(([key]) => !filled.includes(key)));
}
