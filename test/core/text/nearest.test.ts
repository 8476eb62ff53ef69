import assert from 'node:assert/strict';
import { nearest } from '../../../lib/core/text/nearest.ts';

const KNOWN = ['app', 'sidecar', 'namespaces'];

describe('the nearest of app, sidecar and namespaces', () => {
  for (const [name, expected] of [
    ['ap', 'app'],
    ['APP', 'app'],
    ['sidecat', 'sidecar'],
    ['namespace', 'namespaces'],
    ['redis', undefined],
    ['apples', undefined],
    ['', undefined],
  ] as const)
    it(`to "${name}" is ${expected ?? 'none'}`, () => assert.equal(nearest(name, KNOWN), expected));

  it('is the first of those that are as near', () => assert.equal(nearest('c', ['a', 'b']), 'a'));
  it('is none where nothing is known', () => assert.equal(nearest('app', []), undefined));
  it('is never a name without characters', () => assert.equal(nearest('a', ['']), undefined));
});
