import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { execCredential } from '../../lib/clusters/exec-plugin.ts';
import { parseJson, type JsonObject } from '../../lib/core/text/json.ts';
import { until } from '../support/until.ts';
import { isRunning } from '../support/is-running.ts';
import { selfSigned } from '../support/tls-certificate.ts';
import { rejectsWith } from '../support/rejects-with.ts';
import { execCredential as printed, inFolder, printing, type Folder } from '../support/temporary-folder.ts';

const TOKEN = 's3cret-s3cret-s3cret-s3cret';
const CLUSTER = { server: 'https://127.0.0.1:6443' };

/** Far more than a start of Node takes; what hangs is given less. */
const PLENTY_MS = 15_000;

function ask(folder: Folder, exec: JsonObject, more: Partial<Parameters<typeof execCredential>[1]> = {}) {
  const options = { environment: process.env, credentialsMs: PLENTY_MS, ...more };
  return execCredential({ exec, folder: folder.path, cluster: CLUSTER, name: 'x' }, options);
}

/** What a plugin with this code makes. */
function plugin(code: string, exec: JsonObject = {}) {
  return inFolder(async (folder) => {
    const command = await folder.program('plugin', code);
    return ask(folder, { command, ...exec });
  });
}

/** Code that gives a value out as the token, so that it can be looked at. */
function telling(expression: string): string {
  return `process.stdout.write(${JSON.stringify(printed({ token: 'T' }))}.replace('"T"', JSON.stringify(
    Buffer.from(JSON.stringify(${expression})).toString('base64'))))`;
}

function told({ token = '' }: { readonly token?: string }): unknown {
  return parseJson(Buffer.from(token, 'base64').toString());
}

describe('an exec plugin', () => {
  it('gives a token', async () => {
    assert.deepEqual(await plugin(printing({ token: TOKEN })), { token: TOKEN });
  });

  it('gives a token that ends', async () => {
    const status = { token: `${TOKEN}\n`, expirationTimestamp: '2026-11-23T10:00:00Z' };
    const expires = Date.parse('2026-11-23T10:00:00Z');
    assert.deepEqual(await plugin(printing(status)), { token: TOKEN, until: expires });
  });

  it('gives a token whose end nobody can read: it is good until it is refused', async () => {
    const status = { token: TOKEN, expirationTimestamp: 'soon' };
    assert.deepEqual(await plugin(printing(status)), { token: TOKEN });
  });

  it('gives a token, and says of a certificate that there is none', async () => {
    const status = { token: TOKEN, clientCertificateData: '', clientKeyData: null };
    assert.deepEqual(await plugin(printing(status)), { token: TOKEN });
  });

  it('gives a client certificate and its key', async () => {
    const { cert, key } = selfSigned();
    const status = { clientCertificateData: cert, clientKeyData: key };
    assert.deepEqual(await plugin(printing(status)), { cert, key });
  });

  it('gets the arguments and variables of the file beside those of the process', async () => {
    const exec = {
      args: ['a b', '$HOME'],
      env: [
        { name: 'ONE', value: '1' },
        { name: 'TWO', value: '' },
      ],
    };
    const expression = `[process.argv.slice(2), process.env.ONE, process.env.TWO, process.env.PATH]`;
    assert.deepEqual(told(await plugin(telling(expression), exec)), [
      ['a b', '$HOME'],
      '1',
      '',
      process.env['PATH'],
    ]);
  });

  for (const provideClusterInfo of [true, false]) {
    it(`is told ${provideClusterInfo ? 'of the cluster' : 'nothing of the cluster'}, and that nobody is there`, async () => {
      const apiVersion = 'client.authentication.k8s.io/v1';
      const credential = await plugin(telling('JSON.parse(process.env.KUBERNETES_EXEC_INFO)'), {
        apiVersion,
        provideClusterInfo,
      });
      const spec = { ...(provideClusterInfo ? { cluster: CLUSTER } : {}), interactive: false };
      assert.deepEqual(told(credential), { apiVersion, kind: 'ExecCredential', spec });
    });
  }

  it('that reads what a person would type reads the end', async () => {
    const code = `process.stdin.resume().on('end', () => { ${printing({ token: TOKEN })} })`;
    assert.deepEqual(await plugin(code), { token: TOKEN });
  });

  it('is found beside the kubeconfig, and in PATH', () =>
    inFolder(async (folder) => {
      await folder.program('plugin', printing({ token: TOKEN }));
      assert.deepEqual(await ask(folder, { command: './plugin' }), { token: TOKEN });
      const environment = { ...process.env, PATH: folder.path };
      assert.deepEqual(await ask(folder, { command: 'plugin' }, { environment }), { token: TOKEN });
    }));

  it('that hangs is ended, with the program that it started', () =>
    inFolder(async (folder) => {
      const code = `process.on('SIGTERM', () => {});
        const { spawn } = require('node:child_process');
        const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
        const pids = [process.pid, child.pid].join(' ');
        require('node:fs').writeFileSync(${JSON.stringify(`${folder.path}/pids`)}, pids);
        setInterval(() => {}, 1000);`;
      const command = await folder.program('plugin', code);
      const fault = await rejectsWith('PluginTimeout', ask(folder, { command }, { credentialsMs: 1_000 }));
      assert.match(fault.message, /1000 ms/);
      const pids = (await folder.read('pids')).split(' ').map(Number);
      assert.equal(pids.length, 2);
      await until(() => pids.every((pid) => pid > 0 && !isRunning(pid)));
    }));

  const FAILED: readonly (readonly [title: string, code: string])[] = [
    ['fails', `process.stderr.write(${JSON.stringify(`not signed in, ${TOKEN}\n`)}); process.exitCode = 3`],
    ['fails without a word', 'process.exitCode = 1'],
    ['fails after it printed', `${printing({ token: TOKEN })}; process.exitCode = 1`],
    ['is killed', `process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000)`],
  ];
  const GARBAGE: readonly (readonly [title: string, code: string])[] = [
    ['prints nothing', ''],
    ['prints garbage', `process.stdout.write('${TOKEN}')`],
    [
      'prints half a credential',
      `process.stdout.write(${JSON.stringify(printed({ token: TOKEN }).slice(0, -2))})`,
    ],
    ['prints a bare token', `process.stdout.write(${JSON.stringify(JSON.stringify(TOKEN))})`],
    ['prints something of another kind', `process.stdout.write('{"kind":"Secret","token":"${TOKEN}"}')`],
    ['prints null', `process.stdout.write('null')`],
    ['gives no status', `process.stdout.write('{"kind":"ExecCredential"}')`],
    ['gives an empty token', printing({ token: '' })],
    ['gives a token of two lines', printing({ token: `${TOKEN}\nX-Evil: 1` })],
    ['gives a number for a token', printing({ token: 5 })],
    ['gives a certificate without key', printing({ clientCertificateData: TOKEN })],
    ['gives a key without certificate', printing({ clientKeyData: TOKEN })],
    ['gives a certificate that is none', printing({ clientCertificateData: TOKEN, clientKeyData: TOKEN })],
    [
      'gives a token, and a certificate that is none',
      printing({ token: TOKEN, clientCertificateData: TOKEN }),
    ],
    ['prints two credentials', `${printing({ token: TOKEN })};${printing({ token: TOKEN })}`],
    ['prints a word before it', `process.stdout.write('ok\\n');${printing({ token: TOKEN })}`],
    ['prints without end', `setInterval(() => process.stdout.write('${TOKEN}'.repeat(10_000)))`],
  ];
  const broken = [
    ...FAILED.map(([title, code]) => ({ title, code, reason: 'PluginFailed' as const })),
    ...GARBAGE.map(([title, code]) => ({ title, code, reason: 'InvalidPluginOutput' as const })),
  ];
  for (const { title, code, reason } of broken) {
    it(`that ${title} is ${reason}: the command is named, and what it printed is nowhere`, async () => {
      const fault = await rejectsWith(reason, plugin(code, { args: ['--client-secret=s3cret'] }));
      assert.match(fault.message, /^x: the plugin "\/.*\/plugin": /);
      assert.doesNotMatch(inspect(fault), /s3cret/);
    });
  }

  it('that fails is quoted in one line', async () => {
    const code = `process.stderr.write('run gcloud auth login\\nTraceback'); process.exitCode = 3`;
    const { message } = await rejectsWith('PluginFailed', plugin(code));
    assert.match(message, /code 3: run gcloud auth login$/);
  });

  it('that is not there, is no program or has no name failed', () =>
    inFolder(async (folder) => {
      const text = await folder.write('text', 'x');
      for (const command of ['./none', 'no-such-plugin-anywhere', text, folder.path, '', 5]) {
        await rejectsWith('PluginFailed', ask(folder, { command }));
      }
    }));
});
