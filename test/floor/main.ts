/** `npm run test:floor`: the tests on the oldest Node that `engines` of package.json allows, or on another one. */
import { Command } from 'commander';
import { minVersion } from 'semver';
import manifest from '../../package.json' with { type: 'json' };
import { cacheFolder } from '../support/cache-folder.ts';
import { printProgress } from '../support/print-progress.ts';
import { ROOT } from '../support/project-root.ts';
import { nodeFolder } from './node-program.ts';
import { runOnNode, versionInScripts } from './run-on-node.ts';

const program = new Command('npm run test:floor --')
  .description(
    'Runs a command, and all that it starts, on the oldest Node that this project allows. The npm registry has Node ' +
      'as a package for each platform; the program, 120 MB, is kept in $XDG_CACHE_HOME/kubernetes-image-updater.',
  )
  .argument('[command...]', 'the command; `npm test` unless given')
  .option('--node <version>', 'another Node, all three numbers', minVersion(manifest.engines.node)?.version)
  .passThroughOptions()
  .parse();
const { node: version } = program.opts<{ readonly node: string }>();
const command = program.args.length > 0 ? program.args : ['npm', 'test'];

try {
  const bin = await nodeFolder({ version, cache: cacheFolder(process.env), onProgress: printProgress });
  const options = { bin, cwd: ROOT, environment: process.env };
  const found = await versionInScripts(options);
  if (found !== version) throw new Error(`expected Node ${version} in scripts of npm, got ${found}`);
  printProgress(`${command.join(' ')} on Node ${version}`);
  process.exitCode = await runOnNode(command, options);
} catch (error) {
  program.error(error instanceof Error ? error.message : String(error));
}
