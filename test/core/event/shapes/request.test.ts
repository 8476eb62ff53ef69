import assert from 'node:assert/strict';
import { header, requireJson } from '../../../../lib/core/event/shapes/request.ts';

describe('a header', () => {
  for (const [title, headers, expected] of [
    ['is the text that came', { a: 'x' }, 'x'],
    ['is the first of several', { a: ['x', 'y'] }, 'x'],
    ['is missing where none came', {}, undefined],
    ['is missing where the list is empty', { a: [] }, undefined],
  ] as const)
    it(title, () => assert.equal(header(headers, 'a'), expected));
});

describe('JSON that is required', () => {
  it('is parsed', () => assert.deepEqual(requireJson(Buffer.from('{"a":1}'), 'the body'), { a: 1 }));
  it('is NotJson where it is none', () =>
    assert.throws(() => requireJson(Buffer.from('{'), 'the body'), { reason: 'NotJson' }));
});
