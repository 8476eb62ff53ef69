import assert from 'node:assert/strict';
import { REASONS } from '../../lib/core/errors/reason.ts';
import { reasonsPage } from './reasons-page.ts';

describe('the page of reasons', () => {
  const codes = [...reasonsPage().matchAll(/^### (\w+)\n\n\S.+\n\n\*\*What to do\*\*: \S/gm)].map(
    ([, code = '']) => code,
  );

  it('has a heading for every reason, with what is the case and what to do, and no other', () => {
    assert.deepEqual(codes.toSorted(), Object.keys(REASONS).toSorted());
    assert.equal(codes.length, [...reasonsPage().matchAll(/^### /gm)].length);
  });

  it('has no two reasons with one address: a code host writes headings in lower case', () => {
    const addresses = codes.map((code) => code.toLowerCase());
    assert.equal(new Set(addresses).size, addresses.length);
  });

  it('has them under what kind they are', () => {
    const [, skips = ''] = reasonsPage().split(/^## /m);
    assert.ok(skips.includes('### Held\n') && !skips.includes('### Timeout\n'));
  });

  it('gives a command as code in a paragraph of its own', () =>
    assert.ok(reasonsPage().includes('\n\n`gcloud container clusters list --project PROJECT`\n')));
});
