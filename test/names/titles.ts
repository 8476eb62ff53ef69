/**
 * What tests are gone between two commits: `node test/names/titles.ts BEFORE [AFTER]`, AFTER being HEAD unless given.
 * Reads both from git, whatever is checked out; a test that moved to another file is still there.
 */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { comparison, readInventory, type Inventory } from './inventory.ts';

const cwd = path.resolve(import.meta.dirname, '../..');

function git(...parameters: readonly string[]): string {
  return execFileSync('git', parameters, { cwd, encoding: 'utf8', maxBuffer: 1e9 });
}

function inventoryAt(commit: string): Inventory {
  const files = git('ls-tree', '-r', '--name-only', '-z', commit, '--', 'test')
    .split('\0')
    .filter((file) => file.endsWith('.ts'));
  return readInventory(files.map((file) => git('show', `${commit}:${file}`)));
}

const [, , before, after = 'HEAD'] = process.argv;
if (before === undefined) {
  process.stderr.write('usage: node test/names/titles.ts BEFORE [AFTER]\n');
  process.exitCode = 2;
} else process.stdout.write(comparison(inventoryAt(before), inventoryAt(after)));
