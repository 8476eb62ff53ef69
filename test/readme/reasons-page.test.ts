import assert from 'node:assert/strict';
import { REASONS } from '../../lib/core/errors/reason.ts';
import { reasonsPage } from './reasons-page.ts';

describe('the page of reasons', () => {
  const sections = reasonsPage().split(/^### /m).slice(1);

  it('has a heading for every reason, and no other', () => {
    const codes = sections.map((section) => /^\w+/.exec(section)?.[0] ?? '');
    assert.deepEqual(codes.toSorted(), Object.keys(REASONS).toSorted());
  });

  it('has no two reasons with one address: a code host writes headings in lower case', () => {
    const addresses = Object.keys(REASONS).map((code) => code.toLowerCase());
    assert.equal(new Set(addresses).size, addresses.length);
  });

  it('has the message and what to do under each heading', () =>
    assert.deepEqual(
      sections.filter(
        (section) => !/^\w+\n\n\S.*\n\n(?:\*\*What to do:\*\* \S.*|Nothing to do\.)\n/.test(section),
      ),
      [],
    ));

  it('has them by kind', () => {
    const [, skips = ''] = reasonsPage().split(/^## /m);
    assert.ok(skips.includes('### Held\n') && !skips.includes('### Timeout\n'));
  });

  it('has a command as code on a line of its own', () =>
    assert.ok(reasonsPage().includes('\n\n`gcloud container clusters list --project PROJECT`\n')));
});
