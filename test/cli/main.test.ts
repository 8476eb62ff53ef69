import assert from 'node:assert/strict';
import { EXIT } from '../../lib/cli/exit-code.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { runWith } from '../support/cli-process.ts';
import { inFolder } from '../support/temporary-folder.ts';
import { parseWords } from '../support/parsed-words.ts';

describe('image-updater', () => {
  it('explains itself', async () => {
    const { code, stdout } = await runWith({}, '--help');
    assert.equal(code, 0);
    assert.match(stdout, /demo/);
  });

  it('tells its version', async () =>
    assert.deepEqual(await runWith({}, '--version'), {
      code: 0,
      stdout: `${packageJson.version}\n`,
      stderr: '',
    }));

  it('reads files from the folder in which npm was asked to run it, not from the root of the clone', () =>
    inFolder(async (folder) => {
      await folder.write('own.yaml', "clusters: [{ name: here, server: 'http://127.0.0.1:1' }]");
      const npm = { npm_lifecycle_event: 'image-updater', INIT_CWD: folder.path };
      const { code, stderr } = await runWith(npm, 'config', 'check', 'own.yaml');
      assert.deepEqual([code, stderr], [EXIT.done, '']);
    }));

  for (const [parameters, says] of [
    [['dmeo'], /Did you mean demo\?/],
    [['demo', '--kep'], /Did you mean --keep\?/],
    [['demo', 'more'], /too many arguments/],
    [[], /demo/],
    [['clusters', '--jsn'], /Did you mean --json\?/],
    [['clusters', '--config'], /argument missing/],
    [['config'], /check/],
    [['config', 'chek'], /Did you mean check\?/],
    [['config', 'check', 'a', 'b'], /too many arguments/],
    [['replay', '--dead-leters'], /Did you mean --dead-letters\?/],
    [['replay', 'a', 'b'], /too many arguments/],
    [['replay', '--events'], /argument missing/],
    [['subscribe', '--concurrency', '0'], /--concurrency/],
    [['subscribe', '--concurency', '2'], /Did you mean --concurrency\?/],
    [['subscribe', '--at-once', '2'], /unknown option '--at-once'/],
    [['hold', 'deployment/web', '--why', 'incident'], /unknown option '--why'/],
    [['hold', 'deployment/web', '--reasn', 'done'], /Did you mean --reason\?/],
    [['release', 'deployment/web', '--reason', 'done'], /unknown option '--reason'/],
    [['subscribe', '--drain-seconds', 'soon'], /--drain-seconds/],
    [['subscribe', '--health-port', '65536'], /--health-port/],
    [['subscribe', '--topic'], /argument missing/],
  ] as const) {
    it(`refuses \`${['image-updater', ...parameters].join(' ')}\` as wrong use, and says what there is`, async () => {
      const { code, stdout, stderr } = await parseWords(...parameters);
      assert.deepEqual([code, stdout], [EXIT.misuse, '']);
      assert.match(stderr, says);
    });
  }

  it('as a process refuses a wrong use too', async () => {
    const { code, stdout, stderr } = await runWith({}, 'clusters', '--jsn');
    assert.deepEqual({ code, stdout, stderr }, await parseWords('clusters', '--jsn'));
  });

  for (const parameters of [['clusters'], ['config', 'check'], ['replay'], ['subscribe']]) {
    it(`explains \`${parameters.join(' ')}\`, with examples and exit codes, in 80 columns`, async () => {
      const { code, stdout, stderr } = await parseWords(...parameters, '--help');
      assert.deepEqual([code, stderr], [EXIT.done, '']);
      assert.match(stdout, /Examples:\n {2}.*image-updater .*Exit codes:\n {2}0 /s);
      assert.deepEqual(
        stdout.split('\n').filter((line) => line.length > 80),
        [],
      );
    });
  }
});

describe('image-updater config check', () => {
  it('takes the configuration from the environment, and says what is wrong with it', async () => {
    const { code, stdout, stderr } = await runWith(
      { IMAGE_UPDATER_CONFIG: 'clusters: []' },
      'config',
      'check',
    );
    assert.deepEqual([code, stderr], [EXIT.failed, '']);
    assert.match(stdout, /clusters: expected at least one cluster/);
  });
});

describe('the log of the libraries for Google', () => {
  it('is switched off by every command that could load them, and that is said', async () => {
    const variables = { GOOGLE_SDK_NODE_LOGGING: '*', IMAGE_UPDATER_CONFIG: 'clusters: []' };
    const { stderr } = await runWith(variables, 'config', 'check');
    assert.match(stderr, /^GOOGLE_SDK_NODE_LOGGING: expected nothing/);
  });
});
