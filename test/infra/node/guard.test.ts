import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import manifest from '../../../package.json' with { type: 'json' };
import { ROOT } from '../../support/project-root.ts';
import { runProgram } from '../../support/run-program.ts';

/** Runs the guard in a Node that says it is of this version. */
function guardOn(version: string) {
  const code = `Object.defineProperty(process, 'versions', { value: { node: '${version}' } });
    require('./infra/node/guard.cjs');`;
  return runProgram(process.execPath, ['--input-type=commonjs', '--eval', code], { cwd: ROOT });
}

describe('the guard of the scripts', () => {
  for (const version of ['22.19.0', '22.19.1', '22.100.0', '24.0.0', '26.12.1'])
    it(`lets Node ${version} through, without a word`, async () =>
      assert.deepEqual(await guardOn(version), { code: 0, stdout: '', stderr: '' }));

  for (const version of ['6.17.1', '20.20.2', '22.18.0', '22.2.0'])
    it(`ends Node ${version}, and names both versions`, async () => {
      const { code, stderr } = await guardOn(version);
      assert.equal(code, 1);
      for (const named of ['22.19', version]) assert.ok(stderr.includes(named), stderr);
    });

  it('runs before every script that starts TypeScript, but parts of others', () => {
    const scripts: Readonly<Record<string, string>> = manifest.scripts;
    const guarded = Object.entries(scripts).filter(
      ([name, script]) => /^(?:node \S+\.ts|mocha|c8)\b/.test(script) && !/^(?:check:|pre|post)/.test(name),
    );
    assert.ok(guarded.length >= 10);
    assert.deepEqual(
      guarded.filter(([name]) => scripts[`pre${name}`] !== 'node infra/node/guard.cjs'),
      [],
    );
  });

  it('stands in syntax that the Node of 2015 reads: no arrow, no `const`, no template', () => {
    const text = readFileSync(path.join(ROOT, 'infra/node/guard.cjs'), 'utf8');
    assert.doesNotMatch(
      text.replaceAll(/^\/\/.*$/gm, ''),
      /=>|\b(?:const|let|class|import)\b|\$\{|\?\.|\?\?/,
    );
  });
});

describe('the oldest Node', () => {
  it('is said by README as by `engines`', () => {
    const text = readFileSync(path.join(ROOT, 'README.md'), 'utf8').replaceAll(/\s+/g, ' ');
    assert.match(manifest.engines.node, /^>=\d+\.\d+$/);
    assert.ok(text.includes(`${manifest.engines.node.slice(2)} or newer`));
  });
});
