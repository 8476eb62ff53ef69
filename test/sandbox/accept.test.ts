import assert from 'node:assert/strict';
import { negotiateForm } from '../../lib/sandbox/accept.ts';

const PARTIAL = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';

describe('sandbox Accept', () => {
  for (const [accept, form] of [
    [undefined, 'object'],
    ['', 'object'],
    ['application/json', 'object'],
    ['*/*', 'object'],
    ['application/vnd.kubernetes.protobuf, application/json', 'object'],
    [PARTIAL, 'metadata'],
    [`application/json, ${PARTIAL}`, 'object'],
    ['application/json;as=Table;g=meta.k8s.io;v=v1, application/json', 'object'],
    ['application/json;as=PartialObjectMetadata;g=other;v=v1', undefined],
    ['application/vnd.kubernetes.protobuf', undefined],
    ['text/html', undefined],
  ] as const) {
    it(`answers ${accept ?? 'nothing'} with ${form ?? 'a refusal'}`, () => {
      assert.equal(negotiateForm(accept), form);
    });
  }
});
