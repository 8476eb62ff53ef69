/**
 * The providers where their registry cannot be reached: one stand-in program (`provider/`, in Go) that knows their
 * recorded schemas, in a mirror as Terraform wants it. Built once for each content of its sources, and kept.
 */
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from '../../support/cache-folder.ts';
import { runProgram } from '../../support/run-program.ts';

const SOURCES = path.join(import.meta.dirname, 'provider');
const KEPT = path.join(cacheFolder(process.env), 'schema-provider');

/** By the name of a provider, the version whose schema was recorded; schema.json does not say. */
export const PROVIDER_VERSIONS: Readonly<Record<string, string>> = { google: '7.45.0', archive: '2.8.0' };

/** The folder of the mirror, or why there is none. */
export async function schemaMirror(): Promise<string | { readonly missing: string }> {
  const mirror = path.join(KEPT, contentOf(SOURCES));
  if (existsSync(mirror)) return mirror;
  const { code, stdout } = await runProgram('go', ['env', 'GOOS', 'GOARCH'], { cwd: SOURCES });
  if (code !== 0)
    return { missing: '`go` is not on the PATH, and builds the providers that know the schemas' };
  await mkdir(KEPT, { recursive: true });
  const made = await mkdtemp(path.join(KEPT, 'made-'));
  const fault = await build(made, stdout.trim().split('\n').join('_'));
  if (fault !== undefined) {
    await rm(made, { recursive: true });
    return { missing: fault };
  }
  // Another run may have been first.
  await rename(made, mirror).catch(() => rm(made, { recursive: true }));
  return mirror;
}

/** What went wrong, where something did. */
async function build(mirror: string, platform: string): Promise<string | undefined> {
  process.stdout.write('    builds the providers that know the schemas (once)\n');
  const program = path.join(mirror, 'provider');
  const { code, stderr } = await runProgram('go', ['build', '-trimpath', '-o', program, '.'], {
    cwd: SOURCES,
  });
  if (code !== 0) return `the providers that know the schemas cannot be built:\n${stderr}`;
  for (const [name, version] of Object.entries(PROVIDER_VERSIONS)) {
    const folder = path.join(mirror, 'registry.terraform.io/hashicorp', name, version, platform);
    await mkdir(folder, { recursive: true });
    await copyFile(program, path.join(folder, `terraform-provider-${name}_v${version}`));
  }
  await rm(program);
  return undefined;
}

function contentOf(folder: string): string {
  const hash = createHash('sha256');
  for (const name of globSync('*', { cwd: folder }).toSorted())
    hash.update(`${name}\n`).update(readFileSync(path.join(folder, name)));
  return hash.digest('hex').slice(0, 16);
}
