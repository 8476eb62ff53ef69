import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryPage, withAbsoluteLinks, withRelativeLinks } from '../../../infra/build/packed-readme.ts';
import manifest from '../../../package.json' with { type: 'json' };
import { ROOT } from '../../support/project-root.ts';
import { runProgram } from '../../support/run-program.ts';
import { inFolder } from '../../support/temporary-folder.ts';
import { eventually } from '../../support/until.ts';

const PAGE = 'https://github.com/me/it';

describe('README as it is packed', () => {
  for (const [what, text, packed] of [
    [
      'a page',
      '[a](infra/README.md) [b](LICENSE)',
      `[a](${PAGE}/blob/HEAD/infra/README.md) [b](${PAGE}/blob/HEAD/LICENSE)`,
    ],
    ['a heading of a page', '[a](./lib/README.md#laws)', `[a](${PAGE}/blob/HEAD/lib/README.md#laws)`],
    ['a picture, by its bytes', '![a](lib/a.svg)', `![a](${PAGE}/raw/HEAD/lib/a.svg)`],
    [
      'a picture that is a link',
      '[![a](a.png)](b.md)',
      `[![a](${PAGE}/raw/HEAD/a.png)](${PAGE}/blob/HEAD/b.md)`,
    ],
    [
      'HTML',
      '<img src="a.svg"> <a href="b.md">',
      `<img src="${PAGE}/raw/HEAD/a.svg"> <a href="${PAGE}/blob/HEAD/b.md">`,
    ],
    ['a reference', '[a]\n\n[a]: b.md\n', `[a]\n\n[a]: ${PAGE}/blob/HEAD/b.md\n`],
  ] as const)
    it(`leads to ${what} of the repository, and back`, () => {
      assert.equal(withAbsoluteLinks(text, PAGE), packed);
      assert.equal(withAbsoluteLinks(packed, PAGE), packed);
      assert.equal(withRelativeLinks(packed, PAGE), text.replace('./', ''));
    });

  for (const [what, text] of [
    ['addresses', '[a](https://keel.sh) [b](mailto:a@b.c) [c](//a.b)'],
    ['headings of its own', '[a](#status)'],
    ['code', '```ts\nf[0](a)\n```\n\n~~~md\n[a](b)\n~~~\n'],
    ['text', 'f(a) [b] (c) "src=d"'],
  ] as const)
    it(`leaves ${what} as they are`, () => assert.equal(withAbsoluteLinks(text, PAGE), text));

  it('is README again afterwards', () => {
    const text = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
    const packed = withAbsoluteLinks(text, PAGE);
    assert.ok(packed.split(`${PAGE}/blob/HEAD/`).length > 10);
    assert.equal(withRelativeLinks(packed, PAGE), text);
  });
});

describe('npm pack', function () {
  this.timeout(60_000);
  const readme = '[a](b.md)\n';
  const program = `node ${path.join(ROOT, 'infra/build/packed-readme.ts')}`;

  /** Packs a package whose scripts do so before and after `packed`, and gives how README was at that time. */
  const packAround = (packed: { readonly pre: string; readonly post: string }) =>
    inFolder(async (folder) => {
      await folder.write('README.md', readme);
      const { prepack, postpack } = manifest.scripts;
      const [absolute = '', relative = ''] = [prepack, postpack].map((script) =>
        script.slice(script.indexOf('node infra/build/packed-readme.ts')),
      );
      const scripts = {
        prepack: `${absolute} && cp README.md seen.md${packed.pre}`,
        postpack: `${packed.post}${relative}`,
      };
      const text = JSON.stringify({
        name: 'a',
        version: '1.0.0',
        repository: { url: `git+${PAGE}.git` },
        scripts,
      });
      await folder.write('package.json', text.replaceAll('node infra/build/packed-readme.ts', program));
      const { code } = await runProgram('npm', ['pack'], { cwd: folder.path });
      await eventually('README as it was', async () => (await folder.read('README.md')) === readme, 10_000);
      return { code, seen: await folder.read('seen.md') };
    });

  for (const [what, scripts, code] of [
    ['that ends', { pre: '', post: '' }, 0],
    ['that is killed before it writes the archive', { pre: ' && kill -9 $PPID', post: '' }, undefined],
    ['that is killed after it', { pre: '', post: 'kill -9 $PPID && exit 1; ' }, undefined],
    ['whose script fails', { pre: ' && exit 1', post: '' }, 1],
  ] as const)
    it(`${what} packs absolute links and leaves relative ones`, async () =>
      assert.deepEqual(await packAround(scripts), { code, seen: `[a](${PAGE}/blob/HEAD/b.md)\n` }));
});

describe('package.json', () => {
  const page = repositoryPage(manifest.repository.url);

  it('names one repository, which README clones', () => {
    assert.match(page, /^https:\/\/github\.com\/\w+\/kubernetes-image-updater$/);
    assert.deepEqual([manifest.homepage, manifest.bugs.url], [`${page}#readme`, `${page}/issues`]);
    assert.ok(readFileSync(path.join(ROOT, 'README.md'), 'utf8').includes(`git clone ${page}`));
  });
});
