import assert from 'node:assert/strict';
import { terminalPicture } from './demo-picture.ts';

describe('terminalPicture', () => {
  const picture = terminalPicture(['$ npm run demo', '', '1. A <push> & more', '  Held: stopped'], 'a & b');

  it('has each line that is not empty, in its place', () =>
    assert.deepEqual(
      [...picture.matchAll(/ y="(\d+)" class="(\w+)"/g)].map(([, y, kind]) => [Number(y), kind]),
      [
        [34, 'command'],
        [70, 'step'],
        [88, 'reason'],
      ],
    ));

  it('lets one line appear after the other', () =>
    assert.deepEqual(
      [...picture.matchAll(/animation-delay: ([\d.]+)s/g)].map(([, delay]) => Number(delay)),
      [0, 0.4, 0.6],
    ));

  it('escapes what has a meaning in XML', () => {
    assert.ok(picture.includes('>1. A &lt;push&gt; &amp; more</text>'));
    assert.ok(picture.includes('<title>a &amp; b</title>'));
  });

  it('moves nothing for who asked for less motion', () =>
    assert.match(picture, /prefers-reduced-motion: no-preference\) \{ text \{ animation/));

  it('is as wide as its longest line', () => {
    const width = (line: string): number =>
      Number(/viewBox="0 0 (\d+)/.exec(terminalPicture([line], ''))?.[1]);
    assert.ok(width('x'.repeat(80)) > width('x'.repeat(40)));
  });
});
