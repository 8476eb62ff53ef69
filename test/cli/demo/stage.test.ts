import assert from 'node:assert/strict';
import { openStage, type Performed, type Stage } from '../../../lib/cli/demo/stage.ts';
import { parseConfig } from '../../../lib/config/parse-config.ts';

describe("the demo's stage", () => {
  const performed: Performed[] = [];
  let stage: Stage;
  before(async () => {
    stage = await openStage(Date.now(), (each) => performed.push(each));
  });
  after(() => stage.close());

  it('is on loopback alone', () => {
    for (const url of [stage.url, stage.production.url, stage.staging.url])
      assert.equal(new URL(url).hostname, '127.0.0.1');
  });

  it('has a configuration that other commands can read, with both clusters', () => {
    const parsed = parseConfig(stage.config);
    assert.ok('config' in parsed, stage.config);
    assert.deepEqual(parsed.warnings, []);
    assert.deepEqual(
      parsed.config.clusters.map(({ name, source }) => [
        name,
        source.type === 'server' && source.server.origin,
      ]),
      [
        ['production', stage.production.url],
        ['staging', stage.staging.url],
      ],
    );
  });

  it('tells what became of each event, with the lines that were logged about it', async () => {
    const headers = { 'content-type': 'application/json' };
    for (const body of ['{"action":"DELETE"}', '{}']) {
      const answer = await fetch(`${stage.url}/projects/acme-shop/topics/gcr`, {
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
