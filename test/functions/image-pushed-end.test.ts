import assert from 'node:assert/strict';
import { request as open } from 'node:http';
import { bootstrap } from '../../lib/bootstrap.ts';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { startSandbox } from '../../lib/sandbox/start-sandbox.ts';
import { written } from '../support/builders.ts';
import { stored } from '../support/on-sandbox.ts';
import { servedConfig, parsed, serving } from '../support/served-functions.ts';
import { delivery } from './pushed-events.ts';

describe('a caller that goes away', () => {
  it('ends nothing: all is done, and logged', async () => {
    const sandbox = await startSandbox({ objects: [stored({ metadata: written() })] });
    await serving(servedConfig({ test: sandbox }), async ({ url, lines, handled }) => {
      const { path, headers, body } = delivery('push');
      const ended = handled();
      const request = open(url + path, {
        method: 'POST',
        headers: { 'content-type': String(headers['content-type']) },
      });
      request.on('error', () => undefined);
      // The caller goes away while the patch is under way.
      sandbox.fail({
        fault: {
          type: 'otherWriter',
          change: (object) => {
            request.destroy();
            return object;
          },
        },
      });
      request.end(body);
      const end = await ended;
      assert.ok(end.status === 'completed');
      assert.deepEqual(
        end.report.clusters.flatMap(({ updated }) => updated.map(({ result }) => result)),
        ['updated'],
      );
      assert.deepEqual(
        lines.map((line) => parsed(line)['message']),
        ['Image updated', 'Event handled'],
      );
    });
    await sandbox.close();
  });
});

describe('the configuration', () => {
  const log: string[] = [];
  const make = (config: string) => bootstrap({ IMAGE_UPDATER_CONFIG: config }, (line) => void log.push(line));

  it('that is wrong throws at start, with every complaint', () => {
    const wrong =
      'clusters: [{ name: a, server: "ftp://x" }, { name: a, server: "http://y" }, { gke: shop }, { inCluster: false }]\npolcy: any\npin: no\n';
    assert.throws(
      () => make(wrong),
      (thrown) => {
        assert.ok(thrown instanceof UpdaterError);
        assert.equal(thrown.reason, 'InvalidConfig');
        for (const path of [
          'clusters[0].server',
          'clusters[1].name',
          'clusters[2].gke',
          'clusters[3].inCluster',
          'polcy',
          'pin',
        ])
          assert.ok(thrown.message.includes(path), `${path} in ${thrown.message}`);
        return true;
      },
    );
  });

  it('that is missing throws at start', () =>
    assert.throws(
      () => make(''),
      (thrown) => thrown instanceof UpdaterError && thrown.reason === 'InvalidConfig',
    ));

  it('that is worth a word is used, and the word logged once', () => {
    make('clusters: [{ name: a, server: "http://10.0.0.1:8001" }]');
    const [line = '', ...more] = log.splice(0);
    assert.deepEqual(
      [parsed(line)['severity'], parsed(line)['message'], more],
      ['WARNING', 'Configuration', []],
    );
    assert.ok(line.includes('clusters[0].server'));
  });

  it('that names clusters which only an event looks for is good at start', () => {
    make(
      'clusters: [{ gke: projects/p/locations/-/clusters/- }, { inCluster: true }, { kubeconfig: ./none, context: a }]',
    );
    assert.deepEqual(log, []);
  });

  it('that is good is not worth a line', () => {
    make('clusters: [{ name: a, server: "http://127.0.0.1:8001" }]');
    assert.deepEqual(log, []);
  });
});
