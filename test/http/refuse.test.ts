import assert from 'node:assert/strict';
import { hasJsonBody, refuse } from '../../lib/http/refuse.ts';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import type { ErrorReason } from '../../lib/core/errors/reason.ts';
import type { RefusalLog } from '../../lib/http/refusal-log.ts';
import { api, bodyOf, request } from './api-builders.ts';

describe('a body', () => {
  for (const [type, is] of [
    ['application/json', true],
    ['Application/JSON; charset=utf-8', true],
    ['application/json-patch+json', false],
    ['text/json', false],
    [undefined, false],
  ] as const)
    it(`of ${type} ${is ? 'calls' : 'does not call'} itself JSON`, () =>
      assert.equal(hasJsonBody({ headers: { 'content-type': type } }), is));
});

describe('a call is refused', () => {
  const statuses: readonly (readonly [ErrorReason, number])[] = [
    ['Unauthenticated', 401],
    ['PermissionDenied', 403],
    ['IncompleteBody', 408],
    ['TooLarge', 413],
    ['UnsupportedEncoding', 415],
    ['ForeignHost', 421],
    ['Overloaded', 503],
    ['UnknownKey', 400],
    ['NotJson', 400],
    ['WrongShape', 400],
    ['Unreachable', 503],
    ['InvalidConfig', 500],
  ];
  for (const [reason, status] of statuses)
    it(`for ${reason} with ${status}, and that is logged`, () => {
      const logged: number[] = [];
      const logRefusal: RefusalLog = (_fault, code) => void logged.push(code);
      const answer = refuse(new UpdaterError(reason, 'd'), request(), api({ logRefusal }));
      assert.deepEqual([answer.status, bodyOf(answer)['reason'], logged], [status, reason, [status]]);
    });

  it('that is no JSON and does not say so with 415', () =>
    assert.equal(refuse(new UpdaterError('NotJson', 'd'), request({ headers: {} }), api()).status, 415));

  it('from nobody without a word about what is configured', () => {
    const answer = refuse(new UpdaterError('Unauthenticated', 'secretive'), request(), api());
    assert.doesNotMatch(answer.body, /secretive|callback\./);
  });
});
