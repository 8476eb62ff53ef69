import assert from 'node:assert/strict';
import { shortImage } from '../../lib/report/short-image.ts';
import { digest, REPOSITORY } from '../support/builders.ts';

describe('a short image', () => {
  const table: readonly (readonly [string, string])[] = [
    [`${REPOSITORY}:v2`, 'v2'],
    [`${REPOSITORY}:v2@${digest(3)}`, 'v2@33333333'],
    [`${REPOSITORY}@${digest(3)}`, '@33333333'],
    ['registry:5000/shop/web:v2', 'v2'],
    ['registry:5000/shop/web', 'registry:5000/shop/web'],
    [REPOSITORY, REPOSITORY],
    ['nginx:1', '1'],
    ['', ''],
    ['web:\u001b[31m', '\\u{1b}[31m'],
  ];
  for (const [image, shown] of table)
    it(`of ${JSON.stringify(image)} is ${JSON.stringify(shown)}`, () =>
      assert.equal(shortImage(image), shown));

  it('of a megabyte of separators is short', () => assert.ok(shortImage(':@/'.repeat(350_000)).length < 300));
});
