import assert from 'node:assert/strict';
import {
  truncateImage,
  truncateText,
  findOversize,
  type Sizes,
} from '../../../lib/core/workload/size-limits.ts';
import { parseImage } from '../../../lib/core/names/image-reference.ts';

describe('what is kept of a text', () => {
  it('is all of it, up to 1,024 characters', () => {
    const text = 'x'.repeat(1024);
    assert.deepEqual([truncateText(text), truncateImage(text)], [text, text]);
  });

  it('is its beginning, where it is longer', () =>
    assert.equal(truncateText(`${'x'.repeat(1024)}y`), 'x'.repeat(1024)));

  it('is of an image its beginning and its end, which are no reference', () => {
    const kept = truncateImage(`a.example/${'b/'.repeat(1000)}web:v1`);
    assert.ok(kept.startsWith('a.example/b/') && kept.endsWith('/web:v1'));
    assert.ok('invalid' in parseImage(kept));
    assert.equal(kept.length, 1025);
  });
});

describe('what is beyond its limit', () => {
  const most: Sizes = {
    containers: 256,
    templates: 256,
    items: 16_384,
    containerName: 239,
    itemName: 1024,
    labels: 65_536,
    record: 65_536,
  };

  it('is nothing where all is at its limit', () => assert.equal(findOversize(most), undefined));

  for (const [what, sizes] of [
    ['257', { ...most, containers: 257 }],
    ['257', { ...most, templates: 257 }],
    ['16385', { ...most, items: 16_385 }],
    ['1025', { ...most, itemName: 1025 }],
    ['240', { ...most, containerName: 240 }],
    ['65537', { ...most, labels: 65_537 }],
    ['65537', { ...most, record: 65_537 }],
  ] as const)
    it(`is said with what was expected: ${JSON.stringify(sizes)}`, () =>
      assert.match(findOversize(sizes) ?? '', new RegExp(`^expected at most \\d+ .*, got ${what}$`)));
});
