/** The `Accept` header of a request: selects the first media type that the sandbox supports. */

/** Whole objects, or `PartialObjectMetadata` of single ones. */
export type ResponseForm = 'object' | 'metadata';

const JSON_TYPES = new Set(['application/json', 'application/*', '*/*']);

/** Clauses are tried in their order, like by the API server; undefined if none is supported. */
export function negotiateForm(accept: string | undefined): ResponseForm | undefined {
  if (accept === undefined || accept.trim() === '') return 'object';
  return accept
    .split(',')
    .map(parseClause)
    .find((form) => form !== undefined);
}

function parseClause(clause: string): ResponseForm | undefined {
  const [type = '', ...parameters] = clause.split(';').map((part) => part.trim());
  if (!JSON_TYPES.has(type)) return undefined;
  const as = parameters.find((parameter) => parameter.startsWith('as='));
  if (as === undefined) return 'object';
  return as === 'as=PartialObjectMetadata' &&
    parameters.includes('g=meta.k8s.io') &&
    parameters.includes('v=v1')
    ? 'metadata'
    : undefined;
}
