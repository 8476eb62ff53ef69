/** The parts of the README that are made from the code, and how they get there. */
import { format, resolveConfig } from 'prettier';
import { runDemo } from '../../lib/cli/demo/run-demo.ts';
import { settingsTable } from './settings-table.ts';
import { clustersText } from '../../lib/cli/clusters/text.ts';
import { reasonsPage } from './reasons-page.ts';
import { SAMPLE } from '../support/sample-inspections.ts';
import { fill } from './section.ts';

const REASONS_SHOWN = 4;

/** The file that the sections stand in. */
export const README = `${import.meta.dirname}/../../README.md`;

/** The README's text with every generated section as it has to be. */
export async function withSections(readme: string): Promise<string> {
  const sections = {
    demo: await demoSection(),
    clusters: clustersSection(),
    settings: settingsTable(),
  };
  const filled = Object.entries(sections).reduce(
    (text, [name, section]) => fill(text, name, section),
    readme,
  );
  return format(filled, { ...(await resolveConfig(README)), parser: 'markdown' });
}

/** The page of reasons. */
export const REASONS_PAGE = `${import.meta.dirname}/../../lib/core/errors/README.md`;

/** Its text as it has to be. */
export async function reasonsText(): Promise<string> {
  return format(reasonsPage(), { ...(await resolveConfig(REASONS_PAGE)), parser: 'markdown' });
}

/** What the demo prints of its first event in production: all that changed, and the first reasons why not. */
async function demoSection(): Promise<string> {
  let printed = '';
  await runDemo({ keep: false, write: (text) => (printed += text) });
  const from = printed.indexOf('cluster production');
  const [table = '', ...reasons] = printed
    .slice(from, printed.indexOf('\n\n', from))
    .split(/\n(?= {2}[A-Z]\w+: )/);
  const shown = [
    table,
    ...reasons.slice(0, REASONS_SHOWN),
    `  … and ${reasons.length - REASONS_SHOWN} more reasons`,
  ];
  return fenced(shown.join('\n'));
}

/** The table and what to do: the details of each cluster between them fill a screen. */
function clustersSection(): string {
  const text = clustersText(SAMPLE);
  const table = text.slice(0, text.indexOf('\n\n'));
  const toDo = text.slice(text.indexOf('\nWhat to do'));
  return fenced(`${table}\n\n… and the details of each …\n${toDo}`);
}

function fenced(text: string): string {
  return ['```', text.trimEnd(), '```', ''].join('\n');
}
