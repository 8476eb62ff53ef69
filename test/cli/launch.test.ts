import assert from 'node:assert/strict';
import manifest from '../../package.json' with { type: 'json' };
import { ROOT } from '../support/project-root.ts';
import { runProgram } from '../support/run-program.ts';

/** The command as npm starts it, on a Node that says it is of this version. */
function launchOn(version: string) {
  const code = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`;
  const words = [
    '--import',
    `data:text/javascript,${encodeURIComponent(code)}`,
    manifest.bin['image-updater'],
  ];
  return runProgram(process.execPath, [...words, '--version'], { cwd: ROOT });
}

describe('the installed command', () => {
  it('runs the command line', async () => {
    const { code, stdout } = await launchOn('22.19.0');
    assert.deepEqual([code, stdout], [0, `${manifest.version}\n`]);
  });

  it('names the version that is needed on an older Node, and loads nothing else', async () => {
    const { code, stdout, stderr } = await launchOn('20.20.2');
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /22\.19.*20\.20\.2/);
  });
});
