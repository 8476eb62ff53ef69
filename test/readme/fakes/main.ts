/**
 * A program that a page names, as somebody finds it who follows the page: `main.ts PROGRAM WORDS…`. It records each run in
 * the folder FAKES, and ends with 1 and a sentence where the real program would refuse.
 */
import { cpSync, existsSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { objectOr, parseJson } from '../../../lib/core/text/json.ts';
import { ROOT } from '../../support/project-root.ts';
import { PUSHED_DIGEST, State } from './state.ts';

/** Folders in which no page writes. They have most of the files. */
const READ: readonly string[] = ['lib', 'test'];

const [program = '', ...words] = process.argv.slice(2);
const state = new State(process.env['FAKES'] ?? '');
const folder = process.cwd();
const reads = program === 'jq' || (program === 'kubectl' && words.includes('-'));
const stdin = reads ? await text(process.stdin) : '';

try {
  process.stdout.write((await run()) ?? '');
  state.record({ program, words });
} catch (error) {
  process.stderr.write(
    `${program} ${words.join(' ')}: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode = 1;
}

/** Each loads its own program alone: a page runs dozens of them. */
async function run(): Promise<string | undefined> {
  switch (program) {
    case 'gcloud':
      return (await import('./gcloud.ts')).gcloud(words, state, { folder, environment: process.env });
    case 'terraform':
      return (await import('./terraform.ts')).terraform(words, state, { folder, environment: process.env });
    case 'npm':
      await (await import('./npm.ts')).npm(words, state, folder);
      return undefined;
    case 'kubectl':
      (await import('./kubectl.ts')).kubectl(words, state, { folder, stdin });
      return undefined;
    case 'npx':
      (await import('./npm.ts')).npx(words, folder);
      return undefined;
    case 'git':
      cloneProject(words);
      return undefined;
    case 'docker':
      return docker(words);
    case 'jq':
      return `${Object.values(objectOr(parseJson(stdin))).join('\n')}\n`;
    case 'curl':
      (await import('./curl.ts')).curl(words);
      return undefined;
    default:
      throw new Error('expected a program that a page may name');
  }
}

/** What `git clone` of the project gives, with what is not committed yet. */
function cloneProject([command, address = '', ...more]: readonly string[]): void {
  const name = path.basename(address, '.git');
  if (command !== 'clone' || name !== 'kubernetes-image-updater' || more.length > 0)
    throw new Error(`expected git clone of the project, got ${address}`);
  const target = path.join(folder, name);
  const linked = new Set(READ.map((each) => path.join(ROOT, each)));
  cpSync(ROOT, target, {
    recursive: true,
    filter: (file) => !linked.has(file) && !/\/(?:node_modules|\.git|coverage|dist|provider)$/.test(file),
  });
  for (const each of READ) symlinkSync(path.join(ROOT, each), path.join(target, each));
}

function docker(all: readonly string[]): string {
  if (all.slice(0, 3).join(' ') === 'buildx imagetools inspect' && all.includes('{{.Manifest.Digest}}'))
    return PUSHED_DIGEST;
  const [command = '', ...rest] = all;
  const file = rest[rest.indexOf('-f') + 1 || rest.length];
  if (command === 'build' && file !== undefined && !existsSync(path.join(folder, file)))
    throw new Error(`expected the file ${file}, got none`);
  if (!['build', 'push'].includes(command)) throw new Error(`expected docker build or push, got ${command}`);
  if (all.some((word) => /REGISTRY|VERSION|…/.test(word)))
    throw new Error(`expected the name of an image, got ${all.join(' ')}`);
  return '';
}
