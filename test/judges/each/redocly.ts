import { configFile, type Judge } from '../judge.ts';

export const REDOCLY: Judge = {
  name: 'redocly',
  tool: { from: 'npm', package: '@redocly/cli', program: 'redocly' },
  subject: 'the OpenAPI document',
  runs: ({ find }) =>
    find(['lib/http/openapi.json']).map((file) => ({
      args: ['lint', file, '--config', configFile('redocly.yaml'), '--format', 'stylish'],
    })),
  environment: { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
  planted: {
    files: {
      'lib/http/openapi.json': JSON.stringify({
        openapi: '3.1.0',
        info: { title: 'Planted', version: '1.0.0' },
        paths: { '/one': { get: { responses: { 200: { description: 'One' } } } } },
      }),
    },
    complaint: 'security-defined',
  },
};
