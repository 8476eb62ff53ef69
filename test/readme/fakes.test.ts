/** That the fakes refuse what the real programs would: without that a page is followed whatever it says. */
import assert from 'node:assert/strict';
import { followLines } from './follow.ts';
import { CLONE } from './journeys.ts';

const API = ['my-project pubsub', 'my-project cloudfunctions', 'my-project cloudresourcemanager'];
const APPLIED = ['export TF_VAR_project=my-project', 'terraform -chdir=infra/examples/minimal init'];
const TOPIC = ['projects/my-project/topics/gcr'];

const WRONG: readonly (readonly [title: string, line: string, sentence: RegExp])[] = [
  [
    'a flag that gcloud does not have',
    'gcloud functions describe a --region b --gen2 --project my-project',
    /--gen2/,
  ],
  ['a command that gcloud does not have', 'gcloud pubsub topic create a', /expected a command of gcloud/],
  [
    'an API that is not enabled',
    'gcloud iam service-accounts create a --project my-other',
    /API my-other iam/,
  ],
  ['no project', 'gcloud pubsub topics create a', /id of a project, got none/],
  ['the word for a project', 'gcloud pubsub topics create a --project MY_PROJECT', /got MY_PROJECT/],
  [
    'a topic that nobody made',
    'gcloud pubsub subscriptions create a --topic own --project my-project',
    /topics\/own/,
  ],
  [
    'a subscription that nobody made',
    'gcloud pubsub subscriptions seek a --project my-project --time b',
    /subscriptions\/a/,
  ],
  [
    'an output that is not declared',
    'terraform -chdir=infra/examples/minimal output -raw missing',
    /output missing/,
  ],
  [
    'a variable without value',
    'unset TF_VAR_project; terraform -chdir=infra/examples/minimal apply',
    /var\.project/,
  ],
  ['a manifest with placeholders', 'kubectl apply -f infra/rbac/cluster-wide.yaml', /SERVICE_ACCOUNT_EMAIL/],
  ['an npm script that is not there', 'npm run missing', /script of the package, got missing/],
  ['an option that a command does not have', 'npm run image-updater -- images --missing', /--missing/],
  [
    'a test that is not there',
    'npx mocha test/e2e/cluster/contract.test.ts --grep missing-title',
    /missing-title/,
  ],
  ['another program by npx', 'npx image-updater plan a', /npx mocha/],
  ['a Dockerfile that is not there', 'docker build -f missing -t a .', /file missing/],
  [
    'a command of gcloud without a name',
    'gcloud pubsub topics create --project my-project',
    /expected 1 names/,
  ],
  [
    'a command of gcloud without a flag that it needs',
    'gcloud projects add-iam-policy-binding my-project --role roles/viewer',
    /expected --member/,
  ],
  [
    'a variable that is not declared',
    'terraform -chdir=infra/examples/minimal apply -var missing=1',
    /declared, got missing/,
  ],
  ['a flag that kubectl does not have', 'kubectl get pods --missing', /'--missing'/],
  ['a command of kubectl without a name', 'kubectl rollout undo', /expected 2 names/],
  [
    'what kubectl cannot delete',
    'kubectl delete -f infra/kubernetes/manifests.yaml',
    /to be there, got none/,
  ],
  ['a flag that curl does not have', 'curl --missing a/ready', /'--missing'/],
  ['an address that the updater does not serve', 'curl --fail a/missing', /got \/missing/],
  ['a call without credentials', 'curl a/api/update --json {}', /expected credentials/],
  [
    'a call that the API refuses',
    `curl a/api/update -H 'X-Api-Key: a' --json '{"imageName":"a","missing":1}'`,
    /missing/,
  ],
  [
    'an event that the function ignores',
    `curl a/projects/my-project/topics/gcr -d '{"action":"DELETE","tag":"gcr.io/a/b:1"}'`,
    /NotAnInsert/,
  ],
  [
    'a command of the image updater that fails',
    'npm run image-updater -- config check missing.yaml',
    /exit code 0, got 2/,
  ],
];

describe('somebody who follows a page is stopped by', function () {
  this.timeout(300_000);
  /** What was said at each of them; a line that is let through says so. */
  let said: readonly string[] = [];

  before(() => {
    const lines = WRONG.map(([, line], index) => `: wrong ${index}\n( ${line} ) && : let through || :`);
    const given = [...CLONE, ...APPLIED, 'terraform -chdir=infra/examples/minimal apply'];
    return followLines([...lines, ': wrong end'], { given, there: { API, topic: TOPIC } }, ({ stderr }) => {
      said = stderr.split(/^\+ : wrong .*\n/m).slice(1, -1);
    });
  });

  for (const [index, [title, , sentence]] of WRONG.entries())
    it(title, () => {
      assert.match(said[index] ?? '', sentence);
      assert.doesNotMatch(said[index] ?? '', /let through/);
    });
});
