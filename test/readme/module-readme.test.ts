import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { blocksOf, keysOf, MODULE, MODULE_README } from './module-sections.ts';

const text = readFileSync(MODULE_README, 'utf8');
const inputs = blocksOf('variable', 'variables.tf');
const others = globSync('*.tf', { cwd: MODULE })
  .filter((file) => file !== 'variables.tf')
  .map((file) => readFileSync(path.join(MODULE, file), 'utf8'))
  .join('\n');

describe('the README of the Terraform module', () => {
  for (const { name, description, body } of inputs)
    it(`has a sentence for the input ${name}, which has a type and is used`, () => {
      assert.match(description, /^[A-Z`].*\.$/);
      assert.match(body, /^ {2}type\s+= /m);
      assert.ok(new RegExp(`\\bvar\\.${name}\\b`).test(others));
    });

  for (const input of inputs)
    for (const { name, sentence } of keysOf(input))
      it(`has a sentence for ${input.name}.${name}, which is used`, () => {
        const owners = `(?:var\\.${input.name}|vpc|registry|direct_vpc_network_interface\\.value)`;
        assert.match(sentence, /^[A-Z`].*\.$/);
        assert.ok(new RegExp(`${owners}\\.${name}\\b`).test(others));
      });

  for (const { name, description } of blocksOf('output', 'outputs.tf'))
    it(`has a sentence for the output ${name}`, () => assert.match(description, /^[A-Z`].*\.$/));

  const keys = inputs.flatMap(keysOf);
  const standard = (name: string): string =>
    keys.find((key) => key.name === name)?.standard?.replaceAll('"', '') ?? '';
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
