/** The committed description of the API, and what it says of answers. */
import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import document from '../../lib/http/openapi.json' with { type: 'json' };
import { valueAt, isObject, objectOr, parseJson, type JsonObject } from '../../lib/core/text/json.ts';

const ajv = new Ajv2020({ strict: false, formats: { 'date-time': /^\d{4}-\d\d-\d\dT[\d:.]+Z$/ } });
// The schemas of responses name those of components from the root.
ajv.addSchema({ ...document, $id: 'api' });

export interface DescribedAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** Path and method of each operation. */
export function listOperations(): readonly (readonly [path: string, method: string])[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => [path, method] as const),
  );
}

/** The documented statuses of an operation. */
export function listStatuses(path: string, method: string): readonly string[] {
  return Object.keys(responsesOf(path, method));
}

/** Those of them that may come without content. */
export function listBareStatuses(path: string, method: string): readonly string[] {
  return Object.entries(responsesOf(path, method)).flatMap(([status, response]) =>
    valueAt(response, ['content']) === undefined ? [status] : [],
  );
}

/** What is wrong with the answer to an operation, by the document; nothing where it is as described. */
export function complaintsAbout(path: string, method: string, answer: DescribedAnswer): readonly string[] {
  const response = responsesOf(path, method)[String(answer.status)];
  assert.ok(isObject(response), `${answer.status} is documented for ${method} ${path}`);
  const place = ['paths', path, method, 'responses', String(answer.status)];
  return [
    ...complaintsAboutHeaders(place, objectOr(response['headers']), answer.headers),
    ...complaintsAboutContent(place, response['content'], answer),
  ];
}

/** What is wrong with a value, by a schema of the document's components. */
export function complaintsAboutValue(schema: string, value: unknown): readonly string[] {
  return complaintsBy(['components', 'schemas', schema], value);
}

function responsesOf(path: string, method: string): JsonObject {
  return objectOr(valueAt(document, ['paths', path, method, 'responses']));
}

function complaintsAboutHeaders(
  place: readonly string[],
  described: JsonObject,
  headers: DescribedAnswer['headers'],
): readonly string[] {
  return Object.entries(described).flatMap(([name, header]) => {
    const value = headers[name];
    if (value === undefined) return valueAt(header, ['required']) === true ? [`no ${name}`] : [];
    const isNumber = valueAt(header, ['schema', 'type']) === 'integer';
    const schema = [...place, 'headers', name, 'schema'];
    return complaintsBy(schema, isNumber ? Number(value) : value).map((each) => `${name}: ${each}`);
  });
}

function complaintsAboutContent(
  place: readonly string[],
  content: unknown,
  { headers, body, status }: DescribedAnswer,
): readonly string[] {
  if (content === undefined) return body === '' ? [] : [`content is not documented for ${status}`];
  const type = headers['content-type']?.replace(/;.*/, '') ?? 'none';
  if (objectOr(content)[type] === undefined) return [`${type} is not documented for ${status}`];
  return complaintsBy([...place, 'content', type, 'schema'], parseJson(body));
}

function complaintsBy(place: readonly string[], value: unknown): readonly string[] {
  const pointer = place.map((key) => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1')));
  const validate = ajv.getSchema(`api#/${pointer.join('/')}`);
  assert.ok(validate !== undefined, `there is a schema at ${place.join(' ')}`);
  return validate(value) === true
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}
