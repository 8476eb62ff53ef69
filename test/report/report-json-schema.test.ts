import assert from 'node:assert/strict';
import { isObject } from '../../lib/core/text/json.ts';
import { reportJsonSchema } from '../../lib/report/report-json-schema.ts';
import committed from '../../lib/report/report.schema.json' with { type: 'json' };

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

describe('reportJsonSchema', () => {
  const all = schemasIn(committed, '');

  it('is what is committed; `npm run generate` writes it anew', () =>
    assert.deepEqual(committed, JSON.parse(JSON.stringify(reportJsonSchema()))));

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
