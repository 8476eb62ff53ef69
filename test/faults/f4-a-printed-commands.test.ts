/** Commands that were printed and did harm, or led nowhere; messages that misled. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { toOrigin } from '../../lib/clusters/gke/origin.ts';
import { runHold, runRelease, type HoldOptions } from '../../lib/cli/hold/run-hold.ts';
import { formatCommand } from '../../lib/core/errors/reason.ts';
import { parseTopic } from '../../lib/config/pubsub-schema.ts';
import { startSandbox } from '../../lib/sandbox/start-sandbox.ts';
import { run } from '../support/cli-in-process.ts';
import { described } from '../support/gke-builders.ts';
import { stored } from '../support/on-sandbox.ts';
import { ROOT } from '../support/project-root.ts';
import { runProgram } from '../support/run-program.ts';

const WEB = { workload: 'deployment/web', namespace: 'shop' };

/** What each command says, one after the other, on one sandbox. */
async function said(
  namespaces: string,
  ...commands: readonly (readonly [typeof runHold, HoldOptions])[]
): Promise<string> {
  const sandbox = await startSandbox({ objects: [stored({})] });
  const environment = {
    IMAGE_UPDATER_CONFIG: `clusters: [{ name: test, server: '${sandbox.url}'${namespaces} }]`,
  };
  try {
    let last = '';
    for (const [command, options] of commands) {
      const { written, noted } = await run((context) => command(options, context), { environment });
      last = written + noted;
    }
    return last;
  } finally {
    await sandbox.close();
  }
}

function page(name: string): string {
  return readFileSync(path.join(ROOT, name), 'utf8');
}

describe('a printed command', () => {
  it('of release is none: those to catch up moved other workloads back', async () =>
    assert.doesNotMatch(await said('', [runRelease, WEB]), /image-updater apply/));

  it('is never one that npx looks up, on no page and in no help', async () => {
    const help = await runProgram(process.execPath, ['lib/cli/main.ts', 'plan', '--help'], { cwd: ROOT });
    const pages = ['README.md', ...globSync(['infra/**/*.md', 'lib/**/*.md'], { cwd: ROOT })].map(page);
    assert.doesNotMatch([help.stdout, ...pages].join('\n'), /npx image-updater|^ *image-updater plan/m);
  });

  it('of the page of the deployment reads only outputs that the example declares', () => {
    const example = globSync('infra/examples/minimal/*.tf', { cwd: ROOT }).map(page).join('\n');
    const read = [...page('infra/README.md').matchAll(/ output (?:-raw |-json )?(\w+)/g)].map(
      ([, name = '']) => name,
    );
    assert.deepEqual(
      read.filter((name) => !example.includes(`output "${name}"`)),
      [],
    );
  });

  it('of the page of the deployment that replays an image names its digest', () => {
    const lines = page('infra/README.md').replaceAll('\\\n', ' ').split('\n');
    const replays = lines.filter((line) => / replay .* --to /.test(line) && !line.includes('--dead-letters'));
    assert.ok(replays.length > 0);
    for (const line of replays) assert.match(line, /--digest|@sha256:/);
  });

  it('of the deployment by hand makes the topic gcr, enables the APIs, and applies the image-only policy', () => {
    const [, byHand = ''] = page('infra/README.md').split('\n## Without Terraform\n');
    for (const part of ['gcloud services enable', 'topics create gcr', 'image-only-policy.yaml'])
      assert.ok(byHand.includes(part), part);
  });
});

describe('a printed remedy', () => {
  it('replays the dead letters of an alert without a configuration', () => {
    const [, options = ''] = /replay --dead-letters([^`]*)`/.exec(page('infra/alerts.tf')) ?? [];
    assert.match(options, /\/subscriptions\/.* --to .*\/topics\//);
  });

  it('replays what a limit held back without a configuration', () => {
    const terms = { IMAGE: 'gcr.io/a/b:1', TIME: '2026-01-05T08:00:00Z', TOPIC: 'projects/a/topics/replay' };
    assert.match(formatCommand('TooMany', terms) ?? '', / --to projects\/a\/topics\/replay$/);
  });

  it('of a role in a project asks nothing where the project has conditions', () => {
    const terms = { PROJECT: 'shop', MEMBER: 'user:ann@example.com' };
    assert.match(formatCommand('ForbiddenByIam', terms) ?? '', / --condition None$/);
  });

  it('of the clusters that grants rights names the context of its cluster', () => {
    const { kubectl = '', ...found } = toOrigin('clusters[0]', described());
    assert.match(kubectl, / get-credentials a /);
    assert.equal(new Map<string, unknown>(Object.entries(found)).get('context'), 'gke_shop_eu_a');
  });

  it('of the module applies the manifests of an impersonated account in its clusters', () => {
    const lines = page('infra/clusters.tf').split('\n');
    assert.deepEqual(
      lines.filter((line) => line.includes('apply -f image-updater.yaml')),
      [],
    );
  });
});

describe('a message about what is held', () => {
  it('names the clusters that there are where the one that was named is none of them', async () =>
    assert.match(await said('', [runHold, { ...WEB, cluster: 'other' }]), /\btest\b/));

  it('says that the configuration leaves the namespace out', async () =>
    assert.match(await said(', namespaces: { exclude: [shop] }', [runHold, WEB]), /ExcludedNamespace/));

  it('says by whom and why a workload is held already', async () =>
    assert.match(
      await said('', [runHold, { ...WEB, reason: 'incident' }], [runHold, WEB]),
      /tester.*incident/,
    ));
});

describe('a message about a short topic', () => {
  it('names it in full', () => {
    const parsed = parseTopic('image-updater-replay');
    assert.ok('invalid' in parsed && parsed.invalid.includes('projects/PROJECT/topics/image-updater-replay'));
  });
});
