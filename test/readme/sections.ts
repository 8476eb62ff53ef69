/** The parts of pages that are made from the code, and the pages and pictures that are made whole. */
import { format, resolveConfig } from 'prettier';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { runDemo } from '../../lib/cli/demo/run-demo.ts';
import { clustersText } from '../../lib/cli/clusters/text.ts';
import { ROOT } from '../support/project-root.ts';
import { SAMPLE } from '../support/sample-inspections.ts';
import { commandsPage } from './cli-page.ts';
import { terminalPicture } from './demo-picture.ts';
import { moduleSections } from './module-sections.ts';
import { reasonsPage } from './reasons-page.ts';
import { fill } from './section.ts';
import { settingsTable } from './settings-table.ts';

/** Reasons of the demo that the README shows; the page of reasons has all. */
const REASONS_SHOWN = 2;

/** Every generated file, relative to the root, with its text as it has to be. */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  const printed = await demoOutput();
  const filled: readonly (readonly [page: string, sections: Readonly<Record<string, string>>])[] = [
    ['README.md', { demo: fenced(demoLines(printed, REASONS_SHOWN)) }],
    ['lib/clusters/README.md', { clusters: clustersSection() }],
    ['lib/config/README.md', { settings: settingsTable() }],
    ['infra/README.md', moduleSections()],
  ];
  const pages = filled.map(async ([page, sections]) => {
    const text = await readFile(path.join(ROOT, page), 'utf8');
    const whole = Object.entries(sections).reduce((all, [name, section]) => fill(all, name, section), text);
    return [page, await formatted(whole)] as const;
  });
  return new Map([
    ...(await Promise.all(pages)),
    ['lib/core/errors/README.md', await formatted(reasonsPage())],
    ['lib/cli/README.md', await formatted(commandsPage())],
    ['lib/cli/demo/demo.svg', demoPicture(printed)],
  ]);
}

async function formatted(markdown: string): Promise<string> {
  return format(markdown, { ...(await resolveConfig(path.join(ROOT, 'README.md'))), parser: 'markdown' });
}

async function demoOutput(): Promise<string> {
  let printed = '';
  await runDemo({ keep: false, write: (text) => (printed += text) });
  return printed;
}

/** What the demo prints of its first event in production: what changed, and the first reasons why the rest did not. */
function demoLines(printed: string, shown: number): readonly string[] {
  const from = printed.indexOf('cluster production');
  const [table = '', ...reasons] = printed
    .slice(from, printed.indexOf('\n\n', from))
    .split(/\n(?= {2}[A-Z]\w+: )/);
  const all = [table, ...reasons.slice(0, shown), `  … and ${reasons.length - shown} more reasons`];
  return all.join('\n').split('\n');
}

/** The first event, and what comes of the rollback: the steps whose text is the same in every run. */
function demoPicture(printed: string): string {
  const step = (number: number): string => new RegExp(`^${number}\\. .*`, 'm').exec(printed)?.[0] ?? '';
  const [production = ''] =
    printed.slice(printed.indexOf(step(5))).match(/^ {2}production: \d+ updated/m) ?? [];
  const lines = [
    '$ npm run demo',
    '',
    step(1),
    '',
    ...demoLines(printed, 3),
    '',
    step(2),
    step(3),
    step(4),
    step(5),
    production,
  ];
  return terminalPicture(lines, 'npm run demo: a push, what it updates, and why the rest is skipped');
}

/** The table and what to do: the details of each cluster between them fill a screen. */
function clustersSection(): string {
  const text = clustersText(SAMPLE);
  const table = text.slice(0, text.indexOf('\n\n'));
  const toDo = text.slice(text.indexOf('\nWhat to do'));
  return fenced([table, '', '… and the details of each …', toDo]);
}

function fenced(lines: readonly string[]): string {
  return ['```', ...lines, '```', ''].join('\n').replace(/\n+```\n$/, '\n```\n');
}
