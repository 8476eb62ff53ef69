import assert from 'node:assert/strict';
import {
  startDemoEnvironment,
  type EventOutcome,
  type DemoEnvironment,
} from '../../../lib/cli/demo/demo-environment.ts';
import { parseConfig } from '../../../lib/config/parse-config.ts';

describe("the demo's stage", () => {
  const performed: EventOutcome[] = [];
  let environment: DemoEnvironment;
  before(async () => {
    environment = await startDemoEnvironment(Date.now(), (each) => performed.push(each));
  });
  after(() => environment.close());

  it('is on loopback alone', () => {
    for (const url of [environment.url, environment.production.url, environment.staging.url])
      assert.equal(new URL(url).hostname, '127.0.0.1');
  });

  it('has a configuration that other commands can read, with both clusters', () => {
    const parsed = parseConfig(environment.config);
    assert.ok('config' in parsed, environment.config);
    assert.deepEqual(parsed.warnings, []);
    assert.deepEqual(
      parsed.config.clusters.map(({ name, source }) => [
        name,
        source.type === 'server' && source.server.origin,
      ]),
      [
        ['production', environment.production.url],
        ['staging', environment.staging.url],
      ],
    );
  });

  it('tells what became of each event, with the lines that were logged about it', async () => {
    const headers = { 'content-type': 'application/json' };
    for (const body of ['{"action":"DELETE"}', '{}']) {
      const answer = await fetch(`${environment.url}/projects/acme-shop/topics/gcr`, {
        method: 'POST',
        headers,
        body,
      });
      assert.equal(answer.status, 204);
    }
    assert.deepEqual(
      performed.map(({ result, lines }) => [result.status, lines.length]),
      [
        ['ignored', 1],
        ['rejected', 1],
      ],
    );
  });
});
