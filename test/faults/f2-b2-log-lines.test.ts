import assert from 'node:assert/strict';
import { objectOr, parseJson, stringOr, type JsonObject } from '../../lib/core/text/json.ts';
import { startSandbox } from '../../lib/sandbox/start-sandbox.ts';
import { REPOSITORY, digest } from '../support/builders.ts';
import { stored } from '../support/on-sandbox.ts';
import { servedConfig } from '../support/served-functions.ts';
import { withServe } from './entrances.ts';
import { call, CALLERS } from './served.ts';

type Objects = Parameters<typeof stored>[0];

const CALL = { imageName: REPOSITORY, tag: 'v1', digest: digest(1) };
const OTHER = [{ name: 'app', image: `${REPOSITORY}:v2` }];

/** 25 workloads that each carry a policy nobody can read. */
const WRONG: readonly Objects[] = Array.from({ length: 25 }, (_, index) => ({
  name: `web-${index}`,
  metadata: { annotations: { 'image-updater/policy': `semver:wrong-${index}` } },
}));

/** The log lines of calls of the API of a process of its own. */
async function logged(objects: readonly Objects[], ...bodies: readonly object[]): Promise<JsonObject[]> {
  const sandbox = await startSandbox({ objects: objects.map(stored) });
  try {
    return await withServe(servedConfig({ test: sandbox }, CALLERS), async ({ url, output }) => {
      for (const body of bodies) await (await call(`${url}/api/update`, body)).text();
      // What was written before the first of these was answered has come with the next, or is in the pipe.
      for (let length = -1; length !== output().length;) {
        ({ length } = output());
        await (await fetch(`${url}/health`)).text();
      }
      return output()
        .split('\n')
        .map((line) => objectOr(parseJson(line)))
        .filter((line) => 'severity' in line);
    });
  } finally {
    await sandbox.close();
  }
}

/** 40 workloads with 64 containers that are updated: rows of so many would be more than an event has memory for. */
const WIDE: readonly Objects[] = Array.from({ length: 40 }, (_, index) => ({
  name: `a-${index}`,
  containers: Array.from({ length: 64 }, (_each, place) => ({
    name: `${'container-'.repeat(5)}${place}`,
    image: `${REPOSITORY}:v1`,
  })),
}));

const labels = (line: JsonObject): JsonObject => objectOr(line['logging.googleapis.com/labels']);

describe('the log', () => {
  it('names each of 25 skipped containers at DEBUG, with its detail', async () => {
    const lines = await logged(WRONG, CALL);
    const named = lines
      .filter(({ severity }) => severity === 'DEBUG')
      .flatMap(({ containers }) => (Array.isArray(containers) ? containers.map(objectOr) : []));
    assert.deepEqual(
      named.map(({ name }) => stringOr(name, '')).toSorted(),
      WRONG.map(({ name = '' }) => name).toSorted(),
    );
    for (const { name, detail } of named)
      assert.ok(stringOr(detail, '').includes(stringOr(name, '').replace('web', 'wrong')), String(detail));
  });

  it('names them too beside many containers that are updated', async () => {
    const lines = await logged([...WIDE, ...WRONG], CALL);
    assert.ok(lines.some(({ message }) => message === 'Image updated'));
    const named = lines
      .filter(({ severity }) => severity === 'DEBUG')
      .flatMap(({ containers }) => (Array.isArray(containers) ? containers.map(objectOr) : []));
    assert.deepEqual(
      named.map(({ name }) => stringOr(name, '')).toSorted(),
      WRONG.map(({ name = '' }) => name).toSorted(),
    );
  });

  it('names the caller of an API call in each of its lines', async () => {
    const lines = await logged([{}, { name: 'other', containers: OTHER }], CALL, { ...CALL, digest: 'none' });
    assert.ok(lines.some(({ message }) => message === 'Image updated'));
    assert.ok(lines.some(({ message }) => message === 'Request refused'));
    assert.deepEqual(
      lines.map((line) => [line['message'], labels(line)['caller']]),
      lines.map(({ message }) => [message, 'ci']),
    );
  });

  it('has one INFO line for a dry run, with the caller and what would be updated', async () => {
    const lines = await logged([{}, { name: 'other', containers: OTHER }], { ...CALL, dryRun: true });
    assert.deepEqual(
      lines.map((line) => [line['severity'], labels(line)['caller'], objectOr(line['image'])['repository']]),
      [['INFO', 'ci', REPOSITORY]],
    );
    assert.partialDeepStrictEqual(lines[0]?.['clusters'], [{ cluster: 'test', updated: 1 }]);
  });

  it('has the time in each line, in RFC 3339', async () => {
    const lines = await logged([{}], CALL, { ...CALL, tag: 7 });
    assert.ok(lines.length > 1);
    for (const { time } of lines)
      assert.match(stringOr(time, 'none'), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });
});
