import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../../lib/sandbox/start-sandbox.ts';
import { digest, REPOSITORY } from '../support/builders.ts';
import { patches, stored } from '../support/on-sandbox.ts';
import { parsed, sent, servedConfig, serving } from '../support/served-functions.ts';
import { delivery, TO } from './pushed-events.ts';

describe('the deletion of a digest', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await startSandbox({ objects: [stored({ containers: [{ name: 'app', image: TO }] })] });
  });
  after(() => sandbox.close());

  for (const [title, deleted, severity, message] of [
    ['that runs', digest(1), 'WARNING', 'Deleted digest runs'],
    ['that nobody runs', digest(2), 'INFO', 'Event ignored'],
  ] as const)
    it(`${title} is acknowledged, with one line: ${severity}`, () =>
      serving(servedConfig({ test: sandbox }), async ({ url, lines }) => {
        const payload = { action: 'DELETE', digest: `${REPOSITORY}@${deleted}` };
        assert.equal(await sent(url, delivery('push', payload)), 204);
        assert.deepEqual(
          lines.map((line) => [parsed(line)['severity'], parsed(line)['message']]),
          [[severity, message]],
        );
        assert.equal(patches(sandbox).length, 0);
      }));
});
