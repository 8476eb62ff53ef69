import assert from 'node:assert/strict';
import type { Installed } from './install.ts';
import type { Judge, Project, ToolRun } from './judge.ts';
import { exitCode, runJudges, type Verdict } from './run-judges.ts';

const PROJECT: Project = {
  root: import.meta.dirname,
  find: () => [],
  pack: () => Promise.resolve(''),
  metrics: () => Promise.resolve(''),
};

/** A judge whose tool is Node, and each of whose runs is this code. */
function judge(codes: readonly string[], more: Partial<Judge> = {}): Judge {
  return {
    name: 'example',
    tool: { from: 'npm', package: 'example', program: 'example' },
    subject: 'code',
    runs: () => codes.map((code): ToolRun => ({ args: ['-e', code] })),
    planted: { files: {}, complaint: '' },
    ...more,
  };
}

function run(judges: readonly Judge[], more: Partial<Parameters<typeof runJudges>[1]> = {}) {
  return runJudges(judges, {
    install: (): Promise<Installed> =>
      Promise.resolve({ version: '1.2.3', command: [process.execPath, '--no-warnings'] }),
    projectFor: () => PROJECT,
    onVerdict: () => undefined,
    concurrency: 2,
    ...more,
  });
}

async function verdictOn(codes: readonly string[], more: Partial<Judge> = {}): Promise<Verdict> {
  const [verdict] = await run([judge(codes, more)]);
  return verdict ?? assert.fail();
}

describe('a judge', () => {
  it('passes where each of its runs exits with 0', async () => {
    const verdict = await verdictOn(['', 'console.log(1)']);
    assert.deepEqual([verdict.state, verdict.version], ['passes', '1.2.3']);
  });

  it('complains where one of its runs exits with another code, and gives what all wrote', async () => {
    const verdict = await verdictOn(['console.log("one")', 'console.error("two"); process.exitCode = 3', '']);
    assert.equal(verdict.state, 'fails');
    assert.deepEqual(verdict.output.trim().split('\n'), ['one', 'two']);
  });

  it('complains where a run exits with 0 and does not write what it writes without a complaint', async () => {
    const passes = /All good!/;
    assert.equal((await verdictOn(['console.log("A suggestion")'], { passes })).state, 'fails');
    assert.equal((await verdictOn(['console.log("All good!")'], { passes })).state, 'passes');
  });

  it('is broken where it finds nothing to judge', async () =>
    assert.equal((await verdictOn([])).state, 'broken'));

  it('is broken where its tool cannot be installed, and says why', async () => {
    const [verdict] = await run([judge([''])], { install: () => Promise.reject(new Error('no Go')) });
    assert.deepEqual([verdict?.state, verdict?.output, verdict?.version], ['broken', 'no Go', undefined]);
  });

  it('is broken where its tool does not start', async () => {
    const install = (): Promise<Installed> =>
      Promise.resolve({ version: '1', command: ['no-such-program-here'] });
    const [verdict] = await run([judge([''])], { install });
    assert.equal(verdict?.state, 'broken');
  });

  it('runs in the project, with its input and its environment, and without colours', async () => {
    const code =
      'process.stdin.on("data", (text) => console.log(`${process.cwd()} ${text} ${process.env.MORE} ${process.env.NO_COLOR}`))';
    const { output } = await verdictOn([], {
      runs: () => [{ args: ['-e', code], input: 'input' }],
      environment: { MORE: 'more' },
    });
    assert.equal(output, `${PROJECT.root} input more 1`);
  });
});

describe('a run of judges', () => {
  it('gives verdicts in the order of the judges, and each as soon as it is there', async () => {
    const seen: string[] = [];
    const quickIsDone = Promise.withResolvers<void>();
    const slow = async (): Promise<readonly ToolRun[]> => {
      await quickIsDone.promise;
      return [{ args: ['-e', ''] }];
    };
    const verdicts = await run([judge([], { name: 'slow', runs: slow }), judge([''], { name: 'quick' })], {
      onVerdict: (verdict) => {
        seen.push(verdict.judge.name);
        if (verdict.judge.name === 'quick') quickIsDone.resolve();
      },
    });
    assert.deepEqual(
      verdicts.map((verdict) => verdict.judge.name),
      ['slow', 'quick'],
    );
    assert.deepEqual(seen, ['quick', 'slow']);
  });

  it('asks no more judges at once than it may', async () => {
    let running = 0;
    let most = 0;
    const runs = async (): Promise<readonly ToolRun[]> => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => void setImmediate(resolve));
      running -= 1;
      return [{ args: ['-e', ''] }];
    };
    await run(
      Array.from({ length: 6 }, () => judge([], { runs })),
      { concurrency: 2 },
    );
    assert.equal(most, 2);
  });

  it('fails where one judge complains', async () => {
    assert.equal(exitCode(await run([judge(['']), judge(['process.exitCode = 1'])])), 1);
    assert.equal(exitCode(await run([judge(['']), judge([''])])), 0);
  });

  it('fails with another code where one judge is broken', async () =>
    assert.equal(exitCode(await run([judge([]), judge(['process.exitCode = 1'])])), 2));
});
