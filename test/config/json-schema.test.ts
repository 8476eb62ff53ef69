import assert from 'node:assert/strict';
import { Ajv } from 'ajv';
import { load } from 'js-yaml';
import { readFileSync } from 'node:fs';
import { isObject } from '../../lib/core/text/json.ts';
import committed from '../../lib/config/config.schema.json' with { type: 'json' };
import { EXAMPLES } from '../support/config-examples/all.ts';

describe('the JSON Schema of the configuration', () => {
  const validate = new Ajv({ strict: true, strictRequired: false }).compile(committed);

  for (const { title, yaml, wrong, beyondSchema } of EXAMPLES) {
    const accepts = wrong.length === 0 || beyondSchema === true;
    it(`${accepts ? 'accepts' : 'refuses'} ${title}`, () => {
      assert.equal(validate(load(yaml)), accepts, JSON.stringify(validate.errors));
    });
  }

  it('accepts the example', () => {
    const example = readFileSync(new URL('example.yaml', import.meta.url), 'utf8');
    assert.equal(validate(load(example)), true, JSON.stringify(validate.errors));
  });

  it('describes every setting', () => {
    const undescribed: string[] = [];
    visit(committed, '', undescribed);
    assert.deepEqual(undescribed, []);
  });
});

/** Collects the settings without a sentence. */
function visit(schema: unknown, name: string, undescribed: string[]): void {
  if (!isObject(schema)) return;
  for (const [key, inner] of Object.entries(isObject(schema['properties']) ? schema['properties'] : {})) {
    if (!isObject(inner) || typeof inner['description'] !== 'string') undescribed.push(`${name}.${key}`);
    visit(inner, `${name}.${key}`, undescribed);
  }
  visit(schema['items'], `${name}[]`, undescribed);
}
