/** The projects that are judged: this one, and planted ones. */
import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { reportCluster } from '../../lib/core/report/report.ts';
import { openMetrics } from '../../lib/http/metrics.ts';
import { push } from '../support/builders.ts';
import { ROOT } from '../support/project-root.ts';
import { runProgram } from '../support/run-program.ts';
import type { Project } from './judge.ts';

const MADE = ['node_modules', 'dist', 'coverage', '.terraform'].flatMap((name) => [name, `**/${name}`]);

/** What promtool judges: the names of the process's own metrics are those that client libraries share. */
const OWN_METRIC = /^(?:# (?:HELP|TYPE) )?image_updater_/;

/** This project. What has to be made for it goes into `workFolder`. */
export function thisProject(workFolder: string): Project {
  return projectIn(ROOT, workFolder, () => sampleMetrics());
}

/** A project of these files. */
export async function plantProject(
  files: Readonly<Record<string, string>>,
  workFolder: string,
): Promise<Project> {
  const root = await mkdtemp(path.join(workFolder, 'planted-'));
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(root, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return projectIn(root, workFolder, () => readFile(path.join(root, 'metrics.txt'), 'utf8'));
}

function projectIn(root: string, workFolder: string, metrics: Project['metrics']): Project {
  let archive: Promise<string> | undefined;
  return {
    root,
    find: (globs) => globSync(globs, { cwd: root, exclude: MADE }).toSorted(),
    pack: () => (archive ??= pack(root, workFolder)),
    metrics,
  };
}

async function pack(root: string, workFolder: string): Promise<string> {
  const folder = await mkdtemp(path.join(workFolder, 'packed-'));
  const { code, stdout, stderr } = await runProgram('npm', ['pack', '--pack-destination', folder], {
    cwd: root,
  });
  assert.equal(code, 0, `npm pack ended with ${code}:\n${stdout}${stderr}`);
  const [archive] = globSync('*.tgz', { cwd: folder });
  assert.ok(archive !== undefined, `npm pack made no archive:\n${stdout}${stderr}`);
  return path.join(folder, archive);
}

/** Each of the updater's own metrics with a sample. */
async function sampleMetrics(): Promise<string> {
  const metrics = openMetrics();
  const delivery = { shape: 'push', data: '', attributes: {}, id: '1', publishedAt: 1 } as const;
  const clusters = [reportCluster('sample', 0, [], [{ where: 'list', reason: 'Timeout', detail: '' }])];
  metrics.onResult({ status: 'completed', delivery, report: { push: push(), clusters } });
  metrics.onRequest()('/ready', 200);
  const lines = (await metrics.text()).split('\n').filter((line) => OWN_METRIC.test(line));
  assert.ok(lines.length > 0, 'expected metrics of the updater, got none');
  return `${lines.join('\n')}\n`;
}
