import assert from 'node:assert/strict';
import { faultText } from '../../../lib/cli/terminal/fault-text.ts';

const FAULT = { where: 'list deployments', reason: 'Forbidden', detail: 'refused \u001b[31m' } as const;

describe('the text of what could not be read', () => {
  it('begins with its subject, and ends with an empty line', () => {
    const lines = faultText('cluster production', FAULT).split('\n');
    assert.deepEqual([lines[0], lines.at(-1)], ['cluster production:', '']);
  });
  it('has the place and the detail, and nothing that a terminal would act on', () => {
    const text = faultText('cluster production', FAULT);
    assert.match(text, / {4}list deployments: refused /);
    assert.ok(!text.includes('\u001b'));
  });
  it('has the command that fixes it, if its names are known', () => {
    const terms = { PROJECT: 'p', LOCATION: 'eu', REPOSITORY: 'r', MEMBER: 'user:a@example.com' };
    const text = faultText('repository r', { ...FAULT, reason: 'ListingForbidden', terms });
    assert.match(text, /^ {4}gcloud artifacts repositories add-iam-policy-binding /m);
  });
});
