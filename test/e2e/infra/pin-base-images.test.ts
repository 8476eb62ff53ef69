/** `infra/kubernetes/pin-base-images.sh` with a `crane` of the test's own: no registry answers here. */
import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../../support/project-root.ts';
import { runProgram, type Ran } from '../../support/run-program.ts';

const SCRIPT = path.join(ROOT, 'infra/kubernetes/pin-base-images.sh');
const DOCKERFILE = path.join(ROOT, 'infra/kubernetes/Dockerfile');
const [OLD, NEW] = ['a', 'b'].map((digit) => `sha256:${digit.repeat(64)}`);

describe('pin-base-images.sh', () => {
  let folder = '';
  const file = (): string => path.join(folder, 'Dockerfile');
  /** `crane` is the body of a shell script, whose $2 is the image. */
  const pin = async (crane: string): Promise<Ran> => {
    await writeFile(path.join(folder, 'crane'), `#!/bin/sh\n${crane}\n`);
    await chmod(path.join(folder, 'crane'), 0o755);
    return runProgram('bash', [SCRIPT, file()], { cwd: folder, env: { PATH: `${folder}:/usr/bin:/bin` } });
  };

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'image-updater-pin-'));
    await writeFile(file(), await readFile(DOCKERFILE));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('writes the digest behind each base image, and changes nothing else', async () => {
    const { code, stderr } = await pin(`echo ${OLD}`);
    assert.equal(code, 0, stderr);
    const [before, after] = [await readFile(DOCKERFILE, 'utf8'), await readFile(file(), 'utf8')];
    assert.equal(after, before.replaceAll(/^(ARG \w+_IMAGE=.*)$/gm, `$1@${OLD}`));
    assert.equal(after.match(/@sha256:/g)?.length, 2);
  });

  it('replaces digests that are older', async () => {
    await pin(`echo ${OLD}`);
    await pin(`[ "\${2%@*}" = "$2" ] && echo ${NEW}`);
    const text = await readFile(file(), 'utf8');
    assert.ok(text.includes(`@${NEW}`) && !text.includes(`@${OLD}`));
  });

  for (const [what, crane] of [
    ['the second image is not found', `case "$2" in node*) echo ${OLD};; *) exit 1;; esac`],
    ['the registry answers something else', 'echo not found'],
  ] as const)
    it(`leaves the file as it is where ${what}`, async () => {
      const { code } = await pin(crane);
      assert.notEqual(code, 0);
      assert.equal(await readFile(file(), 'utf8'), await readFile(DOCKERFILE, 'utf8'));
    });
});
