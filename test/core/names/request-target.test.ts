import assert from 'node:assert/strict';
import { requestTarget } from '../../../lib/core/names/request-target.ts';

describe('the target of a request', () => {
  for (const [text, url, host] of [
    ['/', '/', undefined],
    ['/api/update?dryRun=true', '/api/update?dryRun=true', undefined],
    ['//a/b', '//a/b', undefined],
    ['http://a.example/api/update?dryRun=true', '/api/update?dryRun=true', 'a.example'],
    ['https://a.example:8443/x', '/x', 'a.example:8443'],
    ['HTTP://A.example/x', '/x', 'A.example'],
    ['http://[::1]:5000/x', '/x', '[::1]:5000'],
    ['http://a.example', '/', 'a.example'],
    ['http://a.example?x=/y', '/?x=/y', 'a.example'],
    ['http://a.example//x', '//x', 'a.example'],
    ['http://evil@localhost/x', '/x', 'evil@localhost'],
  ] as const)
    it(`${text} is the path ${url}${host === undefined ? '' : ` of ${host}`}`, () =>
      assert.deepEqual(requestTarget(text), host === undefined ? { url } : { url, host }));

  for (const text of ['', '*', 'a.example:443', 'http:///x', 'http:x', 'ftp://a.example/x', 'api/update'])
    it(`${JSON.stringify(text)} is no path`, () => assert.equal(requestTarget(text), undefined));
});
