import assert from 'node:assert/strict';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { runWith, start } from '../../support/cli-process.ts';

describe('image-updater demo', () => {
  it('piped is plain text of at most 80 columns, log lines aside', async () => {
    const { code, stdout, stderr } = await runWith({}, 'demo');
    assert.deepEqual([code, stderr], [0, '']);
    assert.ok(!stdout.includes('\u001b'));
    const lines = stdout.split('\n');
    assert.ok(lines.length > 50);
    assert.deepEqual(
      lines.filter((line) => line.length > 80 && !line.startsWith('{')),
      [],
    );
  });

  it('is no crash where its reader goes away', async () => {
    const child = start({}, 'demo');
    const ended = once(child, 'exit');
    const stderr = text(child.stderr);
    child.stdout.destroy();
    await ended;
    assert.deepEqual([child.exitCode, await stderr], [0, '']);
  });
});

describe('image-updater demo --keep', () => {
  it('prints a request that works, until it is interrupted', async () => {
    const child = start({}, 'demo', '--keep');
    const ended = once(child, 'exit');
    let printed = '';
    child.stdout.setEncoding('utf8');
    for await (const chunk of child.stdout) {
      printed += String(chunk);
      if (!/^kinds:\n.+\n/m.test(printed)) continue;
      const [, url = '', type = '', body = ''] =
        /^curl -i (\S+) -H 'content-type: (.+)' \\\n {2}-d '(.+)'$/m.exec(printed) ?? [];
      const answer = await fetch(url, { method: 'POST', headers: { 'content-type': type }, body });
      assert.equal(answer.status, 204);
      const [, look = ''] = /^curl (\S+)$/m.exec(printed) ?? [];
      const seen = await (await fetch(look)).text();
      assert.match(seen, /web:1\.5\.2@sha256:5252/);
      break;
    }
    child.kill('SIGINT');
    await ended;
    assert.deepEqual([child.exitCode, child.signalCode], [0, null]);
  });
});
