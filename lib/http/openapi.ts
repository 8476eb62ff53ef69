/** The API as an OpenAPI 3.1 document, made of the schemas that validate. For development only: it writes openapi.json. */
import { toJsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';
import { REPORT_SCHEMA } from '../report/report-schema.ts';
import {
  DONE_SCHEMA,
  FAILED_SCHEMA,
  PROBLEM_SCHEMA,
  QUEUED_SCHEMA,
  STATE_SCHEMA,
} from './response-schemas.ts';
import { CALL_LIMITS, CALL_SCHEMA } from './update-request.ts';

/** A schema without what stands elsewhere: the report is written once. */
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

const json = (description: string, name: string) => ({
  description,
  content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } },
});
const problem = (description: string, name = 'Problem') => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: `#/components/schemas/${name}` } } },
});

const UPDATE = {
  operationId: 'updateImage',
  summary: 'An image was pushed.',
  description:
    'Does what an event of the registry does: scans every cluster for workloads that use the image, and patches those whose policy allows it. Counts as pushed now.',
  security: [{ apiKey: [] }, { authorization: [] }, { google: [] }],
  parameters: [
    {
      name: 'dryRun',
      in: 'query',
      description: 'Report what would be done, and change nothing. Also a key of the body.',
      schema: { type: 'boolean', default: false },
    },
  ],
  requestBody: {
    required: true,
    description: `At most ${CALL_LIMITS.maxBytes} bytes, also after inflation; \`content-encoding: gzip\` is accepted. An unknown key is an error.`,
    content: {
      'application/json': {
        schema: { $ref: '#/components/schemas/Call' },
        example: { imageName: 'docker.io/library/nginx', tag: '1.29.0' },
      },
    },
  },
  responses: {
    '200': json('All was applied, or had a reason to be left: the report says which.', 'Done'),
    '202': json('What is left may work later, and is queued.', 'Queued'),
    '400': problem('Malformed request: the detail says what was expected, and where.'),
    '401': problem('Not authenticated.'),
    '403': problem('Not authorized: the key is limited to other repositories or clusters.'),
    '408': problem('The body did not arrive in full within 30 s.'),
    '409': problem(
      'The limits of the configuration hold back all that is left: the report has the command that replays the push.',
      'Failed',
    ),
    '413': problem('The body is too large.'),
    '415': problem('The body is not JSON, or has another content encoding than gzip.'),
    '422': problem('The push is one that every entrance ignores: a signature, a build cache, `ignoreTags`.'),
    '429': problem('This instance works on as many calls as it may: try again, another one may have room.'),
    '502': problem('Something failed: the report says what.', 'Failed'),
    '503': problem('The caller cannot be authenticated now, or the process is overloaded: try again later.'),
  },
};

const state = (summary: string, operationId: string) => ({
  get: { operationId, summary, security: [], responses: { '200': json(summary, 'State') } },
});

/** The document; `version` is that of the package. */
export function openApi(version: string): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'kubernetes-image-updater',
      version,
      summary: 'Tell it of a pushed image, and the workloads that use it follow.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    // Beside this document, whatever path is in front of it.
    servers: [{ url: '.' }],
    paths: {
      '/api/update': { post: UPDATE },
      '/health': state('This process answers.', 'health'),
      '/ready': state('It has a configuration and takes calls.', 'ready'),
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
        State: schema(STATE_SCHEMA),
        Report: schema(REPORT_SCHEMA),
      },
    },
  };
}
