/**
 * Responses of the OpenAPI document: reasons and headers by status, as in the code.
 */
import type { ErrorReason, Reason } from '../../../lib/core/errors/reason.ts';
import { listReasons } from '../../../lib/report/report-schema.ts';
import { faultStatus } from '../../../lib/http/fault-status.ts';
import { PROBLEM_HEADERS } from '../../../lib/http/http-response.ts';

type Responses = Readonly<Record<string, object>>;

/** A schema of the document, by name. */
export const schemaRef = (name: string): object => ({ $ref: `#/components/schemas/${name}` });

/** A response with JSON of the schema of this name. */
export const jsonContent = (description: string, name: string): object => ({
  description,
  content: { 'application/json': { schema: schemaRef(name) } },
});

const HEADERS: Responses = {
  'retry-after': {
    description: 'Seconds before the next attempt.',
    required: true,
    schema: { type: 'integer', minimum: 1 },
  },
  'www-authenticate': {
    description: 'Accepted schemes of `Authorization`.',
    required: true,
    schema: { type: 'string', const: PROBLEM_HEADERS[401]?.['www-authenticate'] },
  },
};

interface ProblemOptions {
  /** Undefined if the problem has none. */
  readonly reasons?: readonly Reason[];
  readonly schema?: 'Problem' | 'Failed';
  readonly headers?: Responses;
}

/** The response with this status: a problem document with one of these reasons, and the headers of the status. */
export function problemContent(
  status: number,
  description: string,
  { reasons, schema = 'Problem', headers }: ProblemOptions = {},
): Responses {
  const own = Object.keys(PROBLEM_HEADERS[status] ?? {}).map((name) => [name, HEADERS[name]] as const);
  const all = { ...Object.fromEntries(own), ...headers };
  // An unauthenticated caller gets no remedy, which refers to the configuration.
  const required = ['reason', ...(status === 401 ? [] : ['remedy'])];
  const narrowed = {
    properties: { status: { const: status }, ...(reasons && { reason: { enum: reasons } }) },
    ...(reasons && { required }),
  };
  return {
    [status]: {
      description,
      ...(Object.keys(all).length > 0 && { headers: all }),
      content: { 'application/problem+json': { schema: { allOf: [schemaRef(schema), narrowed] } } },
    },
  };
}

const FAULTS: readonly ErrorReason[] = listReasons(['malformed', 'failed', 'transient']);

/** The reasons of all errors with this status. */
export function reasonsWithStatus(status: number, all = FAULTS): readonly ErrorReason[] {
  return all.filter((reason) => faultStatus(reason) === status);
}

/**
 * Responses that every path may have, by its methods. Responses without content are those of Node.js to requests that it does
 * not pass on.
 */
export function responsesOfAll(allow: string): Responses {
  const methods = {
    description: 'The methods of this path.',
    required: true,
    schema: { type: 'string', const: allow },
  };
  return {
    '400': { description: 'Node.js cannot parse the request as HTTP.' },
    ...problemContent(404, 'The path is not one of this document, for example because of a wrong base URL.'),
    ...problemContent(405, 'Another method.', { headers: { allow: methods } }),
    '408': { description: 'The request was not received in time.' },
    '413': { description: 'The extensions of chunks in the body are larger than 16 KB.' },
    '417': { description: 'The request has another `Expect` than `100-continue`.' },
    ...problemContent(
      421,
      '`serve` on a loopback address was called with the host name of another machine.',
      {
        reasons: reasonsWithStatus(421),
      },
    ),
    '431': { description: 'The headers are larger than 16 KB.' },
  };
}
