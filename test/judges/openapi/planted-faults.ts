/** Documents that are wrong in one place each, and the code of the complaint that schemathesis has to have of them. */
import { isObject } from '../../../lib/core/text/json.ts';
import type { Caller } from './judge.ts';

export interface PlantedFault {
  readonly what: string;
  readonly code: string;
  readonly path: readonly string[];
  /** In its place; undefined takes it away. */
  readonly value?: unknown;
  /** `key` unless given. */
  readonly caller?: Caller;
}

const UPDATE = ['paths', '/api/update', 'post', 'responses'];
const HEALTH = ['paths', '/health', 'get'];
const CALL = ['components', 'schemas', 'Call', 'properties'];
const PROBLEM = ['components', 'schemas', 'Problem', 'properties'];
const SCHEMES = [...UPDATE, '401', 'headers', 'www-authenticate', 'schema', 'const'];

export const PLANTED_FAULTS: readonly PlantedFault[] = [
  { what: 'tags of any form', code: 'ST202', path: [...CALL, 'tag', 'pattern'] },
  { what: 'names of 3 characters', code: 'ST201', path: [...CALL, 'imageName', 'maxLength'], value: 3 },
  { what: 'no 400', code: 'ST103', path: [...UPDATE, '400'] },
  { what: 'no 401', code: 'ST103', path: [...UPDATE, '401'], caller: 'nobody' },
  { what: 'other schemes', code: 'ST108', path: SCHEMES, value: 'Basic', caller: 'nobody' },
  { what: 'another title', code: 'ST108', path: [...PROBLEM, 'title'], value: { const: 'T' } },
  {
    what: 'HTML',
    code: 'ST105',
    path: [...HEALTH, 'responses', '200', 'content'],
    value: { 'text/html': {} },
  },
  { what: 'health behind a key', code: 'ST401', path: [...HEALTH, 'security'], value: [{ apiKey: [] }] },
];

/** The document with the fault. */
export function plantFault(
  document: unknown,
  { path, value }: Pick<PlantedFault, 'path' | 'value'>,
): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (!isObject(document) || !Object.hasOwn(document, key))
    throw new Error(`expected ${key} in the document, got none`);
  const { [key]: inner, ...others } = document;
  const planted = plantFault(inner, { path: rest, value });
  return planted === undefined ? others : { ...others, [key]: planted };
}
