/**
 * Responses as the OpenAPI document has them: reasons by the status that the code gives them, headers by the status that has
 * them.
 */
import type { ErrorReason, Reason } from '../../../lib/core/errors/reason.ts';
import { listReasons } from '../../../lib/report/report-schema.ts';
import { faultStatus } from '../../../lib/http/fault-status.ts';
import { PROBLEM_HEADERS } from '../../../lib/http/http-response.ts';

type Responses = Readonly<Record<string, object>>;

/** A schema of the document, by its name. */
export const schemaRef = (name: string): object => ({ $ref: `#/components/schemas/${name}` });

/** A response with JSON of the schema of this name. */
export const jsonContent = (description: string, name: string): object => ({
  description,
  content: { 'application/json': { schema: schemaRef(name) } },
});

const HEADERS: Responses = {
  'retry-after': {
    description: 'After how many seconds to try again.',
    required: true,
    schema: { type: 'integer', minimum: 1 },
  },
  'www-authenticate': {
    description: 'The schemes of `Authorization`.',
    required: true,
    schema: { type: 'string', const: PROBLEM_HEADERS[401]?.['www-authenticate'] },
  },
};

interface ProblemOptions {
  /** Left out where the problem has none. */
  readonly reasons?: readonly Reason[];
  readonly schema?: 'Problem' | 'Failed';
  readonly headers?: Responses;
}

/** The response of this status: a problem document with one of these reasons, and the headers that the status has. */
export function problemContent(
  status: number,
  description: string,
  { reasons, schema = 'Problem', headers }: ProblemOptions = {},
): Responses {
  const own = Object.keys(PROBLEM_HEADERS[status] ?? {}).map((name) => [name, HEADERS[name]] as const);
  const all = { ...Object.fromEntries(own), ...headers };
  // An unauthenticated caller is told no remedy: it names the configuration.
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

/** Those of all faults that are answered with this status. */
export function reasonsWithStatus(status: number, all = FAULTS): readonly ErrorReason[] {
  return all.filter((reason) => faultStatus(reason) === status);
}

/**
 * What every path may be answered with, by the methods that it takes. Those without content are the answers of Node.js to
 * what it does not hand over.
 */
export function responsesOfAll(allow: string): Responses {
  const methods = {
    description: 'The methods of this path.',
    required: true,
    schema: { type: 'string', const: allow },
  };
  return {
    '400': { description: 'Node.js cannot read the request as HTTP.' },
    ...problemContent(404, 'Another path than those of this document, as under a wrong base URL.'),
    ...problemContent(405, 'Another method.', { headers: { allow: methods } }),
    '408': { description: 'The request did not arrive in time.' },
    '417': { description: 'The request has an `Expect` other than `100-continue`.' },
    ...problemContent(421, '`serve` on a loopback address was addressed by the name of another host.', {
      reasons: reasonsWithStatus(421),
    }),
    '431': { description: 'The headers are larger than 16 KB.' },
  };
}
