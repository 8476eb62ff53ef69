import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { withFunction } from './entrances.ts';
import { ROOT } from '../support/project-root.ts';

const CONFIG = "clusters: [{ name: away, server: 'http://127.0.0.1:1' }]";

describe('an error of the functions', () => {
  it('in a body that is no JSON is acknowledged and shows no stack trace, whatever NODE_ENV is', () =>
    withFunction('imagePushed', CONFIG, async ({ url }) => {
      const answer = await fetch(`${url}/projects/p/topics/gcr`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"message":',
      });
      assert.equal(answer.status, 204);
      assert.doesNotMatch(await answer.text(), /node_modules|SyntaxError|\.js:/);
    }));

  it('is one of production in the Terraform module', () => {
    const module = readFileSync(path.join(ROOT, 'infra/functions.tf'), 'utf8');
    assert.match(module, /^\s*NODE_ENV\s*=\s*"production"$/m);
  });
});
