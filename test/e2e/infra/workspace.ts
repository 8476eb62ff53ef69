/**
 * The module in a copy of its own, initialised, for `terraform`: nothing is left in the work tree, nothing is kept.
 * With the real providers where their registry is reached, else with those that know the schemas alone.
 */
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Context } from 'mocha';

import { schemaMirror } from './schema-provider.ts';
import { ROOT } from '../../support/project-root.ts';
import { runProgram, type Ran } from '../../support/run-program.ts';

export interface Workspace {
  /** The copy of `infra`. */
  readonly module: string;
  /** What Terraform has to be told to find its providers, as variables of the environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Terraform in a folder below `module`. */
  readonly terraform: (folder: string, ...args: readonly string[]) => Promise<Ran>;
}

/** Of `lib` only what the module itself reads: each file more in the archive makes every plan slower. */
const PARTS = ['infra', 'functions', 'lib/config/config.schema.json'];

type Opened = { readonly workspace: Workspace; readonly root: string } | { readonly missing: string };

let opened: Promise<Opened> | undefined;

/** The one workspace of a run. Skips the tests of the hook's suite where there cannot be one, and says why. */
export async function workspaceFor(context: Context): Promise<Workspace> {
  opened ??= open();
  const all = await opened;
  if ('missing' in all) {
    process.stderr.write(`    skipped: ${all.missing}\n`);
    return context.skip();
  }
  return all.workspace;
}

/** Deletes it, where there is one. */
export async function closeWorkspace(): Promise<void> {
  const all = await opened;
  if (all !== undefined && 'root' in all) await rm(all.root, { recursive: true });
}

async function open(): Promise<Opened> {
  if ((await runProgram('terraform', ['version'], { cwd: ROOT })).code !== 0)
    return {
      missing:
        'terraform is not on the PATH. Install Terraform 1.9 or newer: https://developer.hashicorp.com/terraform/install',
    };
  const root = await mkdtemp(path.join(tmpdir(), 'image-updater-infra-'));
  for (const each of PARTS)
    await cp(path.join(ROOT, each), path.join(root, each), {
      recursive: true,
      filter: (name) => !/\/(?:node_modules|\.terraform)(?:\/|$)|\.tfstate/.test(name),
    });
  const config = await cliConfig(root);
  if (typeof config !== 'string') {
    await rm(root, { recursive: true });
    return config;
  }
  return { root, workspace: workspaceIn(path.join(root, 'infra'), config) };
}

/** The path of a configuration that says where providers come from. */
async function cliConfig(root: string): Promise<string | { readonly missing: string }> {
  const file = path.join(root, 'terraform.rc');
  if (await isRegistryReached()) {
    process.stdout.write('    with the real providers\n');
    await writeFile(file, '');
    return file;
  }
  const mirror = await schemaMirror();
  if (typeof mirror !== 'string') return mirror;
  process.stdout.write('    with the recorded schemas of the providers: their registry is not reached\n');
  await writeFile(
    file,
    `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`,
  );
  return file;
}

const REGISTRY = 'https://registry.terraform.io/.well-known/terraform.json';

async function isRegistryReached(): Promise<boolean> {
  try {
    return (await fetch(REGISTRY, { signal: AbortSignal.timeout(5_000) })).ok;
  } catch {
    return false;
  }
}

function workspaceIn(module: string, config: string): Workspace {
  const env = { TF_CLI_CONFIG_FILE: config, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1' };
  return {
    module,
    env,
    terraform: async (folder, ...args) => {
      const cwd = path.join(module, folder);
      await mkdir(cwd, { recursive: true });
      return runProgram('terraform', args, { cwd, env });
    },
  };
}
