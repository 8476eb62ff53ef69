import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { blocksOf, MODULE, MODULE_README, withModuleSections } from './module-sections.ts';

const text = readFileSync(MODULE_README, 'utf8');
const inputs = blocksOf('variable', 'variables.tf');
const others = globSync('*.tf', { cwd: MODULE })
  .filter((file) => file !== 'variables.tf')
  .map((file) => readFileSync(path.join(MODULE, file), 'utf8'))
  .join('\n');

/** Its type, without its validations. */
function keysIn(body: string): string {
  return body.replace(/^ {2}validation[\s\S]*/m, '');
}

describe('the README of the Terraform module', () => {
  it('has the inputs and outputs that there are: `npm run generate` writes them', async () =>
    assert.equal(await withModuleSections(text), text));

  for (const { name, description, body } of inputs)
    it(`has a sentence for the input ${name}, which has a type and is used`, () => {
      assert.match(description, /^[A-Z`].*\.$/);
      assert.match(body, /^ {2}type\s+= /m);
      assert.ok(new RegExp(`\\bvar\\.${name}\\b`).test(others));
    });

  for (const { name, body } of inputs)
    for (const [, key = ''] of keysIn(body).matchAll(/^ {4}(\w+)\s+= /gm))
      it(`uses ${name}.${key}`, () =>
        assert.ok(
          new RegExp(`(?:var\\.${name}|vpc|registry|direct_vpc_network_interface\\.value)\\.${key}\\b`).test(
            others,
          ),
        ));

  for (const { name, description } of blocksOf('output', 'outputs.tf'))
    it(`has a sentence for the output ${name}`, () => assert.match(description, /^[A-Z`].*\.$/));

  const standard = (name: string): string => {
    const body = inputs.map((block) => block.body).join('\n');
    const [, value = ''] = new RegExp(`^ {4}${name}\\s+= optional\\(\\w+, (.+)\\)$`, 'm').exec(body) ?? [];
    return value.replaceAll('"', '');
  };
  for (const [flag, value] of [
    ['--cpu', standard('cpu')],
    ['--memory', standard('memory')],
    ['--concurrency', standard('concurrency')],
    ['--min-instances', standard('min_instances')],
    ['--max-instances', standard('max_instances')],
    ['--timeout', `${standard('ack_deadline_seconds')}s`],
    ['--ack-deadline', standard('ack_deadline_seconds')],
    ['--min-retry-delay', `${standard('minimum_backoff')}s`],
    ['--max-retry-delay', `${standard('maximum_backoff')}s`],
    ['--max-delivery-attempts', standard('attempts')],
    ['--message-retention-duration', `${standard('retention_seconds')}s`],
  ] as const)
    it(`installs without Terraform with the same ${flag}`, () => {
      assert.match(value, /\d/);
      assert.ok(text.includes(`${flag} ${value}`), `${flag} ${value}`);
    });
});
