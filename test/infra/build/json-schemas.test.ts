import assert from 'node:assert/strict';
import { isObject } from '../../../lib/core/text/json.ts';
import { configJsonSchema, reportJsonSchema } from '../../../infra/build/json-schemas.ts';

/** Every schema within a schema, with its path. */
function schemasIn(schema: unknown, path: string): (readonly [string, Readonly<Record<string, unknown>>])[] {
  if (!isObject(schema)) return [];
  const properties = isObject(schema['properties']) ? Object.entries(schema['properties']) : [];
  return [
    [path, schema],
    ...properties.flatMap(([key, inner]) => schemasIn(inner, `${path}.${key}`)),
    ...schemasIn(schema['items'], `${path}[]`),
  ];
}

describe('the JSON Schema of the configuration', () => {
  it('is of the draft that editors know best', () =>
    assert.equal(configJsonSchema().$schema, 'http://json-schema.org/draft-07/schema#'));
});

describe('the JSON Schema of the report', () => {
  const all = schemasIn(reportJsonSchema(), '');

  it('describes every key', () => {
    const undescribed = all.filter(
      ([path, { description }]) => !path.endsWith('[]') && description === undefined,
    );
    assert.deepEqual(
      undescribed.map(([path]) => path),
      [],
    );
    assert.ok(all.length > 40);
  });

  it('lets no other key pass, anywhere', () => {
    const objects = all.filter(([, { type }]) => type === 'object');
    assert.ok(objects.length >= 9);
    for (const [path, { additionalProperties }] of objects) assert.equal(additionalProperties, false, path);
  });
});
