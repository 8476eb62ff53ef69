/** `infra/modules/json-schema`, held against the schema of the configuration: its keywords, and its depth. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isObject } from '../../lib/core/text/json.ts';
import { givenKeys } from '../support/module-schema.ts';
import { ROOT } from '../support/project-root.ts';

const MODULE = readFileSync(path.join(ROOT, 'infra/modules/json-schema/main.tf'), 'utf8');
const ANNOTATIONS = new Set(['description', 'default', 'examples']);

/** Each schema within a schema, with its depth. */
function* schemasIn(
  schema: unknown,
  depth = 0,
): Generator<{ readonly schema: object; readonly depth: number }> {
  if (!isObject(schema)) return;
  yield { schema, depth };
  const members = Object.values(isObject(schema['properties']) ? schema['properties'] : {});
  for (const inner of [...members, schema['items'], schema['additionalProperties']])
    yield* schemasIn(inner, depth + 1);
}

describe('the schema of the configuration in Terraform', () => {
  const schemas = Object.values(givenKeys()).flatMap((schema) => [...schemasIn(schema)]);
  const keywords = new Set(schemas.flatMap(({ schema }) => Object.keys(schema)));

  it('has no keyword that a plan does not check', () => {
    assert.ok(keywords.has('pattern') && keywords.has('oneOf'));
    assert.deepEqual(
      [...keywords].filter((keyword) => !ANNOTATIONS.has(keyword) && !MODULE.includes(`.schema.${keyword}`)),
      [],
    );
  });

  it('is no deeper than a plan looks', () => {
    const levels = [...MODULE.matchAll(/^ {2}level_\d = /gm)].length;
    assert.equal(Math.max(...schemas.map(({ depth }) => depth)) + 1, levels);
  });
});
