/** lib/README.md: its tree is that of the folders, its order that of the dependency rule, and it names every law. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { LAYERS } from '../support/layers.ts';
import { codeBlocks, inlineCode } from '../support/pages.ts';
import { ROOT } from '../support/project-root.ts';

const PAGE = 'lib/README.md';
const tree = codeBlocks(PAGE).find(({ text }) => text.startsWith('functions/'))?.text ?? '';

/** What the tree shows directly below a place, in its order; folders without their slash. */
function shownBelow(place: string): readonly string[] {
  const lines = tree.split('\n');
  const [from, indent] = place === 'lib' ? [lines.indexOf('lib/') + 1, '  '] : [coreLine(lines) + 1, '    '];
  const rest = lines.slice(from);
  const end = rest.findIndex((line) => !line.startsWith(indent));
  return rest
    .slice(0, end)
    .flatMap((line) => new RegExp(`^${indent}([\\w.-]+?)/?(?: {2,}|$)`).exec(line)?.[1] ?? []);
}

function coreLine(lines: readonly string[]): number {
  return lines.findIndex((line) => line.startsWith('  core/'));
}

/** What is there: all folders, and the files in TypeScript. */
function below(place: string): readonly string[] {
  return readdirSync(path.join(ROOT, place), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || entry.name.endsWith('.ts'))
    .map(({ name }) => name);
}

describe('the tree of the architecture', () => {
  for (const place of ['lib', 'lib/core'])
    it(`shows each folder of ${place}, and no other`, () =>
      assert.deepEqual(shownBelow(place).toSorted(), below(place).toSorted()));

  it('shows the core from the bottom up: each folder imports only those above it', () => {
    const shown = shownBelow('lib/core');
    const later = LAYERS.filter(({ place }) => place.startsWith('lib/core/')).flatMap(({ place, places }) =>
      places
        .filter((each) => shown.indexOf(each.slice('lib/core/'.length)) >= shown.indexOf(place.slice(9)))
        .map((each) => `${place} imports ${each}`),
    );
    assert.deepEqual(later, []);
  });
});

describe('the page of the architecture', () => {
  const named = inlineCode(PAGE).filter((code) => /^(?:functions|infra|lib|test)\/[\w./-]+$/.test(code));

  it('names files that are there', () => {
    assert.ok(named.length > 30);
    assert.deepEqual(
      named.filter((file) => !existsSync(path.join(ROOT, file))),
      [],
    );
  });

  it('names the files that read the environment', () => {
    const reading = globSync(['functions/**/*.ts', 'lib/**/*.ts'], { cwd: ROOT }).filter((file) =>
      readFileSync(path.join(ROOT, file), 'utf8').includes('process.env'),
    );
    assert.deepEqual(reading.toSorted(), ['functions/index.ts', 'lib/cli/lifecycle.ts']);
    assert.ok(reading.every((file) => named.includes(file)));
  });

  it('names every test of a law', () =>
    assert.deepEqual(
      globSync(['test/**/law*.test.ts', 'test/**/*-law*.test.ts'], { cwd: ROOT })
        .filter((file) => !named.includes(file))
        .toSorted(),
      [],
    ));
});
