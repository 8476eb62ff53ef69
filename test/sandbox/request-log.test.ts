import assert from 'node:assert/strict';
import { readBearerHeader } from '../../lib/sandbox/request-log.ts';

describe('bearer tokens of requests', () => {
  for (const [authorization, token] of [
    ['Bearer abc.def', 'abc.def'],
    ['bearer abc', 'abc'],
    ['Basic abc', undefined],
    ['Bearer ', undefined],
    [undefined, undefined],
  ] as const) {
    it(`are ${token ?? 'none'} in ${authorization ?? 'no header'}`, () => {
      assert.equal(
        readBearerHeader({ headers: authorization === undefined ? {} : { authorization } }),
        token,
      );
    });
  }
});
