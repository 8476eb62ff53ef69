/** Inputs that a plan refuses, each with the sentence that says what to write instead. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runsIn, complaintsIn, type TestedRun } from './runs.ts';
import { ROOT } from '../../support/project-root.ts';
import { workspaceFor } from './workspace.ts';

interface Refused {
  /** As a name of a run. */
  readonly what: string;
  readonly variables: string;
  /** What the sentence has to name: what came, or what to write. */
  readonly names: string;
}

const cluster = 'clusters = [{ gke = "projects/shop/locations/-/clusters/-" }]';

const REFUSED: readonly Refused[] = [
  { what: 'no clusters', variables: 'configuration = { clusters = [] }', names: 'clusters = [{ gke =' },
  { what: 'no key clusters', variables: 'configuration = {}', names: 'clusters = [{ gke =' },
  {
    what: 'a cluster by its short name',
    variables: 'configuration = { clusters = [{ gke = "prod" }] }',
    names: 'this is none: prod',
  },
  {
    what: 'a cluster without its location',
    variables: 'configuration = { clusters = [{ gke = "projects/shop/clusters/prod" }] }',
    names: 'projects/PROJECT/locations/LOCATION/clusters/CLUSTER',
  },
  {
    what: 'a key that is misspelt',
    variables: `configuration = { ${cluster}, polcy = "any" }`,
    names: 'polcy',
  },
  {
    what: 'a topic that the module fills in',
    variables: `configuration = { ${cluster}, replay = "projects/a/topics/b" }`,
    names: 'replay',
  },
  {
    what: 'a policy that is none',
    variables: `configuration = { ${cluster}, policy = "newest" }`,
    names: 'newest',
  },
  {
    what: 'a policy of a rule that is none',
    variables: `configuration = { ${cluster}, rules = [{ policy = "semver" }] }`,
    names: 'semver:RANGE',
  },
  {
    what: 'an expression that cannot be read',
    variables: `configuration = { ${cluster}, policy = "pattern:^(a" }`,
    names: 'pattern:^(a',
  },
  {
    what: 'two subscriptions for one project',
    variables: 'registries = [{ project = "shop-images" }, { project = "shop-images", create_topic = true }]',
    names: 'each project once',
  },
  { what: 'no registry', variables: 'registries = []', names: 'registries = [{ project' },
  {
    what: 'an ack deadline above 600',
    variables: 'delivery = { ack_deadline_seconds = 601 }',
    names: '10 to 600',
  },
  {
    what: 'an ack deadline below 10',
    variables: 'delivery = { ack_deadline_seconds = 9 }',
    names: '10 to 600',
  },
  { what: 'four attempts', variables: 'delivery = { attempts = 4 }', names: '5 to 100' },
  { what: 'a hundred and one attempts', variables: 'delivery = { attempts = 101 }', names: '5 to 100' },
  {
    what: 'a minimum backoff above the maximum',
    variables: 'delivery = { minimum_backoff = 20, maximum_backoff = 10 }',
    names: '0 to 600',
  },
  { what: 'a retention of a minute', variables: 'delivery = { retention_seconds = 60 }', names: '2678400' },
  { what: 'a concurrency of nobody', variables: 'size = { concurrency = 0 }', names: '1 to 1000' },
  {
    what: 'more instances at least than at most',
    variables: 'size = { min_instances = 3, max_instances = 2 }',
    names: 'at most',
  },
  { what: 'a memory without a unit', variables: 'size = { memory = "512" }', names: '512Mi' },
  {
    what: 'a memory beyond all that there is',
    variables: 'alerts = { memory = 90 }',
    names: 'between 0 and 1',
  },
  {
    what: 'an egress that is none',
    variables: 'vpc = { network = "a", subnetwork = "b", egress = "all" }',
    names: 'VPC_EGRESS_ALL_TRAFFIC',
  },
  {
    what: 'a channel by its name',
    variables: 'notification_channels = ["on call"]',
    names: 'projects/PROJECT/notificationChannels/ID',
  },
  {
    what: 'keys that cannot pass the gate',
    variables: `configuration = { ${cluster}, callback = { keys = [{ name = "ci", sha256 = "a" }] } }`,
    names: "API keys cannot pass Cloud Run's own gate",
  },
  {
    what: 'an invoker without its type',
    variables: 'callback = { invokers = ["ci@shop.iam.gserviceaccount.com"] }',
    names: 'serviceAccount:EMAIL',
  },
  { what: 'a project by its number', variables: 'project = "123456789"', names: 'my-project' },
  { what: 'a zone for a region', variables: 'region = "europe-north1-a"', names: 'europe-north1' },
  { what: 'a name that is too long', variables: 'name = "the-image-updater-of-us-all"', names: '3 to 22' },
];

/** A run without `expect_failures`, so that what is complained of is told. A run that fails ends its file. */
function testOf({ what, variables }: Refused, mocks: string): string {
  return `${mocks}\nrun "${nameOf(what)}" {\n  command = plan\n  variables {\n    ${variables}\n  }\n}\n`;
}

function nameOf(what: string): string {
  return what.replaceAll(' ', '_');
}

/** What stands before the first run: mocks and the variables of a plain install. */
function head(): string {
  const text = readFileSync(path.join(ROOT, 'infra/tests/module.tftest.hcl'), 'utf8');
  return text.slice(0, text.indexOf('\nrun '));
}

describe('a plan with', () => {
  let runs: ReadonlyMap<string, TestedRun>;
  before(async function () {
    const workspace = await workspaceFor(this);
    await workspace.terraform('.', 'init', '-backend=false', '-input=false');
    const files = REFUSED.map((_, index) => `tests/refused-${index}.tftest.hcl`);
    for (const [index, refused] of REFUSED.entries())
      await writeFile(path.join(workspace.module, files[index] ?? ''), testOf(refused, head()));
    const filters = files.map((file) => `-filter=${file}`);
    const { stdout } = await workspace.terraform('.', 'test', '-json', ...filters);
    for (const file of files) await rm(path.join(workspace.module, file));
    runs = runsIn(stdout);
    assert.equal(runs.size, REFUSED.length, complaintsIn(stdout));
    process.stdout.write(`    ${runs.size} inputs refused\n`);
  });

  for (const { what, names } of REFUSED)
    it(`${what} is refused, and says what to write`, () => {
      const { status, complaints = '' } = runs.get(nameOf(what)) ?? {};
      assert.equal(status, 'error');
      assert.match(complaints, /^Invalid value for variable: /);
      assert.ok(complaints.replaceAll('\n', ' ').includes(names), complaints);
    });

  it('any of these provokes a validation, and every validation is provoked', () => {
    const all = [...runs.values()].map(({ complaints }) => complaints).join('\n');
    const written = readFileSync(path.join(ROOT, 'infra/variables.tf'), 'utf8');
    const beginnings = [...written.matchAll(/error_message = "((?:[^"\\$]|\\.)*)/g)].map(([, text = '']) =>
      text.replaceAll('\\"', '"'),
    );
    assert.ok(beginnings.length > 10);
    assert.deepEqual(
      beginnings.filter((text) => !all.includes(text)),
      [],
    );
  });
});
