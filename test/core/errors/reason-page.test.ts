import assert from 'node:assert/strict';
import { REASONS_PAGE, reasonAddress } from '../../../lib/core/errors/reason-page.ts';
import { REASONS } from '../../../lib/core/errors/reason.ts';
import { pageText } from '../../support/pages.ts';

const PAGE = 'lib/core/errors/README.md';

describe('reasonAddress', () => {
  it('is the heading of the reason on its page', () =>
    assert.equal(reasonAddress('NotNewer'), `${REASONS_PAGE}#notnewer`));

  it('leads to a page of the project, which has a heading for each reason', () => {
    assert.ok(REASONS_PAGE.endsWith(`/kubernetes-image-updater/blob/main/${PAGE}`));
    const headings = new Set(
      [...pageText(PAGE).matchAll(/^### (\w+)$/gm)].map(([, heading = '']) => heading),
    );
    assert.deepEqual(
      Object.keys(REASONS).filter((reason) => !headings.has(reason)),
      [],
    );
  });
});
