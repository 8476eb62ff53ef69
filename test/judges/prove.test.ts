import assert from 'node:assert/strict';
import type { Installed } from './install.ts';
import type { Judge } from './judge.ts';
import { proveJudges } from './prove.ts';
import type { Verdict } from './run-judges.ts';
import { sumText, verdictText } from './text.ts';
import { inFolder } from '../support/temporary-folder.ts';

/** A judge that complains of each file of the project with `bad` in it, by this code. */
function judge(code: string, text = 'bad'): Judge {
  return {
    name: 'example',
    tool: { from: 'npm', package: 'example', program: 'example' },
    subject: 'code',
    runs: ({ find }) => find(['lib/*']).map((file) => ({ args: ['-e', code, '--', file] })),
    planted: { files: { 'lib/planted.txt': text }, complaint: 'RULE7' },
  };
}

const READS = 'const bad = require("fs").readFileSync(process.argv[1], "utf8").includes("bad");';

function prove(judges: readonly Judge[]): Promise<readonly Verdict[]> {
  return inFolder((folder) =>
    proveJudges(judges, folder.path, {
      install: (): Promise<Installed> => Promise.resolve({ version: '1.2.3', command: [process.execPath] }),
      onVerdict: () => undefined,
      concurrency: 2,
    }),
  );
}

async function stateOf(judgeToProve: Judge): Promise<string> {
  const [verdict] = await prove([judgeToProve]);
  return verdict?.state ?? assert.fail();
}

describe('the proof of a judge', () => {
  const complains = `${READS} if (bad) { console.log("RULE7"); process.exitCode = 1; }`;

  it('passes where it complains of its planted fault by name', async () =>
    assert.equal(await stateOf(judge(complains)), 'passes'));

  it('fails where it finds no fault', async () => {
    assert.equal(await stateOf(judge('')), 'fails');
    assert.equal(await stateOf(judge(complains, 'good')), 'fails');
  });

  it('fails where it complains of something else', async () =>
    assert.equal(await stateOf(judge('process.exitCode = 1')), 'fails'));

  it('fails where it does not name each faulty file', async () => {
    const faulty = ['lib/planted.txt', 'lib/other.txt'];
    const files = Object.fromEntries(faulty.map((name) => [name, 'bad']));
    const naming = `${complains} if (bad) console.log(process.argv[1]);`;
    const plantedIn = (code: string): Judge => ({
      ...judge(code),
      planted: { files, complaint: 'RULE7', faulty },
    });
    assert.equal(await stateOf(plantedIn(naming)), 'passes');
    assert.equal(await stateOf(plantedIn(complains)), 'fails');
    const first = naming.replace('if (bad) c', 'if (bad && process.argv[1].includes("planted")) c');
    assert.equal(await stateOf(plantedIn(first)), 'fails');
  });

  it('is its own run where it has one, by the exit code', async () => {
    const own = (exitCode: number): Judge => ({
      ...judge(''),
      planted: { args: ['-e', `process.exitCode = ${exitCode}`] },
    });
    assert.deepEqual([await stateOf(own(0)), await stateOf(own(1))], ['passes', 'fails']);
  });

  it('fails where it names the fault and exits with 0', async () =>
    assert.equal(await stateOf(judge('console.log("RULE7")')), 'fails'));
});

describe('what is printed of a verdict', () => {
  const verdict: Verdict = {
    judge: judge(''),
    state: 'passes',
    version: '1.2.3',
    output: 'one\ntwo',
    seconds: 1.23,
  };

  it('is one line with name, version and subject where the judge passes', () => {
    const text = verdictText(verdict);
    assert.equal(text.split('\n').length, 2);
    for (const part of ['example 1.2.3', 'code', '1.2 s']) assert.ok(text.includes(part), part);
  });

  it('is all that the tool wrote where it does not', () => {
    for (const state of ['fails', 'broken'] as const)
      assert.ok(verdictText({ ...verdict, state }).includes('\none\ntwo\n'), state);
  });

  it('is counted by state', () => {
    const verdicts = [verdict, { ...verdict, state: 'fails' }, { ...verdict, state: 'broken' }] as const;
    assert.equal(sumText('judge', verdicts), '3 judges: 1 pass, 1 fail, 1 broken.\n');
    assert.equal(sumText('proof', [verdict]), '1 proof: 1 pass, 0 fail.\n');
  });
});
