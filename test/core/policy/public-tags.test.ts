/**
 * Pairs of tags that public images have, each judged by hand before the code answered: public-tags.json has them by image,
 * with the place where the tags are listed. A row is policy, current tag, pushed tag, what is expected, and why where that
 * is not obvious.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import gt from 'semver/functions/gt.js';
import satisfies from 'semver/functions/satisfies.js';
import valid from 'semver/functions/valid.js';
import * as v from 'valibot';
import { ask, policyOf } from './ask.ts';

const text = v.pipe(v.string(), v.nonEmpty());
const ROW = v.union([v.strictTuple([text, text, text, text]), v.strictTuple([text, text, text, text, text])]);
const FILE = v.array(v.strictObject({ image: text, source: text, rows: v.array(ROW) }));

const images = v.parse(
  FILE,
  JSON.parse(readFileSync(path.join(import.meta.dirname, 'public-tags.json'), 'utf8')),
);
const rows = images.flatMap((image) => image.rows);

describe('tags of public images', () => {
  it('are at least 150 pairs, none of them twice', () => {
    assert.ok(rows.length >= 150);
    assert.equal(new Set(rows.map((row) => row.slice(0, 3).join('\t'))).size, rows.length);
  });

  it('are at least 40 of which node-semver alone would say something else', () => {
    const different = rows.filter(([policy, current, pushed, expected]) => {
      if (!policy.startsWith('semver:') || expected === 'same') return false;
      const isInRange = satisfies(pushed, policy.slice('semver:'.length));
      const isUpdate = isInRange && (valid(current) === null || gt(pushed, current));
      return isUpdate !== (expected === 'newer');
    });
    assert.ok(different.length >= 40, `expected at least 40, got ${different.length}`);
  });

  for (const { image, rows: ofImage } of images)
    describe(image, () => {
      for (const [policy, current, pushed, expected, why] of ofImage)
        it(`${policy}: ${current} → ${pushed} is ${expected}${why === undefined ? '' : ` (${why})`}`, () => {
          assert.equal(ask(policyOf(policy), current, pushed), expected);
        });
    });
});
