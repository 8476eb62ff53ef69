/** The committed description of the API, and what it says of answers. */
import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import document from '../../lib/http/openapi.json' with { type: 'json' };
import { valueAt, isObject, objectOr } from '../../lib/core/text/json.ts';

const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema({ $id: 'api', components: document.components });

/** The documented statuses of an operation. */
export function listStatuses(path: string, method: string): readonly string[] {
  return Object.keys(objectOr(valueAt(document, ['paths', path, method, 'responses'])));
}

/** What is wrong with an answer, by the document; nothing where it is as described. */
export function complaintsAbout(
  path: string,
  method: string,
  answer: { readonly status: number; readonly type: string; readonly body: unknown },
): readonly string[] {
  const content = valueAt(document, ['paths', path, method, 'responses', String(answer.status), 'content']);
  assert.ok(isObject(content), `${answer.status} is documented for ${method} ${path}`);
  const described = content[answer.type];
  if (!isObject(described)) return [`${answer.type} is not documented for ${answer.status}`];
  const ref = valueAt(described, ['schema', '$ref']);
  const validate = ajv.compile({ $ref: `api${String(ref)}` });
  validate(answer.body);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}
