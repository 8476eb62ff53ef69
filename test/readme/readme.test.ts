import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { codeBlocks, pageText } from '../support/pages.ts';
import { ROOT } from '../support/project-root.ts';
import { generatedFiles } from './sections.ts';

const text = pageText('README.md');

describe('a generated file', () => {
  it('is as the code has it: `npm run generate` writes it', async () => {
    const files = await generatedFiles();
    for (const [file, generated] of files)
      assert.equal(readFileSync(path.join(ROOT, file), 'utf8'), generated, file);
    assert.ok(files.size >= 6);
  });
});

describe('README.md', () => {
  it('has at most 150 lines and 1,500 words', () => {
    assert.ok(text.trimEnd().split('\n').length <= 150, `${text.split('\n').length} lines`);
    assert.ok(text.split(/\s+/).length <= 1500, `${text.split(/\s+/).length} words`);
  });

  it('leads to every page that a user reads', () => {
    const linked = new Set([...text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link));
    const pages = ['policy', 'plan', 'workload', 'errors'].map((name) => `lib/core/${name}/README.md`);
    for (const name of ['config', 'clusters', 'pubsub', 'http', 'cli', 'logging'])
      pages.push(`lib/${name}/README.md`);
    pages.push('infra/README.md', 'infra/rbac/README.md', 'infra/kubernetes/README.md');
    assert.deepEqual(
      pages.filter((page) => !linked.has(page)),
      [],
    );
  });

  it('shows the demo as a picture', () => assert.ok(text.includes('](lib/cli/demo/demo.svg)')));

  it('names its peers, and who should use something else', () => {
    for (const name of ['Keel', 'Flux', 'Argo CD Image Updater', 'Kargo', 'kubectl set image', 'Renovate'])
      assert.ok(text.includes(name), name);
  });
});

describe('a page with generated output', () => {
  it('shows it as code', () => {
    assert.ok(codeBlocks('README.md', '').some((block) => block.text.startsWith('cluster production:')));
    assert.ok(codeBlocks('lib/clusters/README.md', '').some((block) => block.text.startsWith('cluster  ')));
  });
});
