import assert from 'node:assert/strict';
import { registriesText } from '../../../lib/cli/registries/registries-text.ts';

const bold = (text: string) => text;
const READY = { name: 'projects/p/locations/us/repositories/a', ready: true };
const REFUSED = {
  name: 'projects/p/locations/us/repositories/b',
  ready: false,
  fault: {
    reason: 'ListingForbidden',
    detail: 'GET https://example: 403 PERMISSION_DENIED\u001b[31m',
    remedy: 'Allow it.',
    command: 'gcloud artifacts repositories add-iam-policy-binding b --location us',
  },
} as const;

describe('the text about registries', () => {
  it('has those that cannot be listed last, each with the command that grants it', () => {
    const text = registriesText({ repositories: [REFUSED, READY], unlisted: [] }, bold);
    assert.ok(text.indexOf(`${READY.name}: can be listed`) < text.indexOf(`${REFUSED.name}: NO`));
    assert.ok(text.includes(`\n    ${REFUSED.fault.command}\n`));
    assert.match(text, /1 of 2 repositories can be listed\.\n$/);
  });

  it('has no control characters of a server', () =>
    assert.ok(!registriesText({ repositories: [REFUSED], unlisted: [] }, bold).includes('\u001b')));

  it('names what is on no registry of Google', () => {
    const unlisted = ['docker.io/library/nginx', 'quay.io/a/b'];
    const text = registriesText({ repositories: [], unlisted }, bold);
    assert.match(text, /docker\.io\/library\/nginx, quay\.io\/a\/b\./);
  });
});
