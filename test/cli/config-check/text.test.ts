import assert from 'node:assert/strict';
import { checkDocument, checkText, refusalText } from '../../../lib/cli/config-check/text.ts';
import { clustersDocument } from '../../../lib/cli/clusters/clusters-document.ts';
import { parseConfig } from '../../../lib/config/parse-config.ts';
import { valueAt } from '../../../lib/core/text/json.ts';
import { MINIMAL } from '../../support/config-builders.ts';
import { SAMPLE } from '../../support/sample-inspections.ts';

const bold = (text: string) => text;
const COMPLAINT = { code: 'Invalid', path: 'mode', expected: 'apply or observe', received: 'on' } as const;

function parsed(yaml: string) {
  const result = parseConfig(yaml);
  assert.ok('config' in result);
  return result;
}

describe('the text of config check', () => {
  it('says what is configured, and what the mode means', () => {
    assert.match(
      checkText(parsed(MINIMAL), undefined, bold),
      /: 1 entry under clusters, 0 rules, policy same-tag, mode /,
    );
    assert.match(checkText(parsed(`mode: observe\n${MINIMAL}`), undefined, bold), /, mode observe: .*\.\n$/);
  });

  it('says the warnings', () => {
    const { config } = parsed(MINIMAL);
    assert.match(
      checkText({ config, warnings: [COMPLAINT] }, undefined, bold),
      /\n1 warning:\nmode: expected/,
    );
  });

  it('says what became of the clusters where they were asked', () =>
    assert.match(
      checkText(parsed(MINIMAL), { inspections: SAMPLE }, bold),
      /\n\ncluster .*2 of 4 clusters are ready/s,
    ));

  it('counts the complaints, and names the file', () => {
    assert.match(refusalText([COMPLAINT], 'c.yaml'), /c\.yaml cannot be used, 1 complaint:\nmode: expected/);
    assert.match(refusalText([COMPLAINT, COMPLAINT], undefined), /2 complaints:/);
  });
});

describe('the document of config check', () => {
  it('says that a configuration is valid, what it configures, and its clusters where they were asked', () => {
    const document = checkDocument(parsed(MINIMAL), { inspections: SAMPLE });
    assert.equal(valueAt(document, ['valid']), true);
    assert.equal(valueAt(document, ['configures', 'policy']), 'same-tag');
    assert.deepEqual(valueAt(document, ['online']), clustersDocument(SAMPLE));
    assert.ok(!('online' in checkDocument(parsed(MINIMAL), undefined)));
    assert.ok(!('registries' in document));
  });

  it('says what became of registries where they were asked', () => {
    const registries = { repositories: [{ name: 'projects/p', ready: true }], unlisted: [] };
    const online = { inspections: SAMPLE, registries };
    assert.deepEqual(valueAt(checkDocument(parsed(MINIMAL), online), ['registries']), registries);
    assert.match(checkText(parsed(MINIMAL), online, bold), /2 of 4 clusters are ready.*1 of 1 repositories/s);
  });

  it('says the complaints', () =>
    assert.deepEqual(checkDocument({ complaints: [COMPLAINT] }, undefined), {
      valid: false,
      complaints: [COMPLAINT],
      warnings: [],
    }));
});
