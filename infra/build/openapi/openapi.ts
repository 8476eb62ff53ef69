/** The API as an OpenAPI 3.1 document, created from the schemas that validate requests. */
import { toJsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';
import type { ErrorReason } from '../../../lib/core/errors/reason.ts';
import { REPORT_SCHEMA } from '../../../lib/report/report-schema.ts';
import {
  jsonContent,
  problemContent,
  reasonsWithStatus,
  responsesOfAll,
  schemaRef,
} from './openapi-responses.ts';
import { NOT_CALLED_JSON } from '../../../lib/http/refuse.ts';
import {
  DONE_SCHEMA,
  FAILED_SCHEMA,
  HEALTH_SCHEMA,
  PROBLEM_SCHEMA,
  QUEUED_SCHEMA,
  READY_SCHEMA,
} from './response-schemas.ts';
import { CALL_FAULTS, CALL_LIMITS, CALL_SCHEMA, IGNORED_CALLS } from '../../../lib/http/update-request.ts';

/** A schema with references: the report is included once. */
const schema = (of: GenericSchema): object => {
  const {
    $schema: _dialect,
    $defs: _elsewhere,
    ...rest
  } = toJsonSchema(of, {
    target: 'draft-2020-12',
    typeMode: 'input',
    ignoreActions: ['raw_check'],
    ...(of === REPORT_SCHEMA ? {} : { definitions: { Report: REPORT_SCHEMA } }),
    overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
  });
  return rest;
};

const UPDATE = {
  operationId: 'updateImage',
  summary: 'Report a pushed image.',
  description:
    'Has the same effect as an event of the registry: scans every cluster for workloads that use the image, and patches those whose policy allows it. The push counts as published now.',
  security: [{ apiKey: [] }, { authorization: [] }, { google: [] }],
  parameters: [
    {
      name: 'dryRun',
      in: 'query',
      description:
        'Report the changes without making them. Also a key of the body. May be given once; any other parameter is an error.',
      schema: { type: 'boolean', default: false },
    },
  ],
  requestBody: {
    required: true,
    description: `At most ${CALL_LIMITS.maxBytes} bytes, also after inflation; \`content-encoding: gzip\` is accepted. An unknown or duplicate key is an error.`,
    content: {
      'application/json': {
        schema: schemaRef('Call'),
        example: { imageName: 'docker.io/library/nginx', tag: '1.29.0' },
      },
    },
  },
  responses: {
    '200': jsonContent('Everything was applied or skipped; the report has the reasons.', 'Done'),
    '202': jsonContent('The remaining work may succeed later, and is queued.', 'Queued'),
    ...responsesOfAll('POST'),
    ...problem(
      400,
      'Malformed request. The detail says what was expected, and where. A request that Node.js cannot parse as HTTP gets this status without content.',
      CALL_FAULTS,
    ),
    ...problem(401, 'Not authenticated.'),
    ...problem(403, 'Not authorized: the key is limited to other repositories or clusters.'),
    ...problem(
      408,
      'The body was not received completely within 30 s, or before the process ended. Without content: the headers were not received in time.',
    ),
    ...problemContent(
      409,
      'Limits of the configuration stop all remaining updates. The report has the command that replays the push.',
      { schema: 'Failed' },
    ),
    ...problem(
      413,
      'The body is too large. Without content: the extensions of its chunks are larger than 16 KB.',
    ),
    ...problemContent(415, 'The body is not JSON, or has another content encoding than gzip.', {
      reasons: ['NotJson', ...reasonsWithStatus(NOT_CALLED_JSON)],
    }),
    ...problemContent(
      422,
      'The push is ignored, like an event would be: a signature, a build cache, `ignoreTags`.',
      { reasons: IGNORED_CALLS },
    ),
    ...problemContent(429, 'This instance handles the maximum number of concurrent calls. Try again later.'),
    ...problem(500, 'The call failed, and a retry does not help. The detail says why.'),
    ...problemContent(502, 'Some updates failed. The report says which.', { schema: 'Failed' }),
    ...problem(
      503,
      'The caller cannot be authenticated now, the process is overloaded, or an internal error: try again later.',
    ),
  },
};

function problem(status: number, description: string, among?: readonly ErrorReason[]) {
  return problemContent(status, description, { reasons: reasonsWithStatus(status, among) });
}

const state = (name: 'Health' | 'Ready', summary: string, more: object = {}) => ({
  get: {
    operationId: name.toLowerCase(),
    summary,
    description: `${summary} HEAD is answered with the same status and headers.`,
    security: [],
    responses: { '200': jsonContent(summary, name), ...responsesOfAll('GET, HEAD'), ...more },
  },
});

/** Creates the document; `version` is that of the package. */
export function openApi(version: string): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'kubernetes-image-updater',
      version,
      summary: 'Reports pushed images, so that workloads which use them are updated.',
      description:
        'Responses are JSON; errors are problem documents (RFC 9457). Proxies in front of the service have responses of their own.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    // Relative to this document, whatever its path prefix is.
    servers: [{ url: '.' }],
    paths: {
      '/api/update': { post: UPDATE },
      '/health': state('Health', 'The process responds.'),
      '/ready': state(
        'Ready',
        'The process has a configuration and accepts calls.',
        problemContent(503, 'The process is shutting down; another process accepts calls.'),
      ),
    },
    components: {
      securitySchemes: {
        apiKey: { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
        authorization: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: 'The same key as `ApiKey KEY`.',
        },
        google: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'An OIDC token of Google for one of the configured audiences.',
        },
      },
      schemas: {
        Call: schema(CALL_SCHEMA),
        Done: schema(DONE_SCHEMA),
        Queued: schema(QUEUED_SCHEMA),
        Failed: schema(FAILED_SCHEMA),
        Problem: schema(PROBLEM_SCHEMA),
        Health: schema(HEALTH_SCHEMA),
        Ready: schema(READY_SCHEMA),
        Report: schema(REPORT_SCHEMA),
      },
    },
  };
}
