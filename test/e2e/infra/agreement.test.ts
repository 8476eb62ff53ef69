/**
 * What Terraform says of configurations, beside what a library for JSON Schema says: each key of each example of the tests
 * of `lib/config`, which hold program and schema against each other. One process of Terraform has all of them.
 */
import assert from 'node:assert/strict';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Ajv } from 'ajv';
import { load } from 'js-yaml';
import { isObject, parseJson, stringOr, valueAt } from '../../../lib/core/text/json.ts';
import { EXAMPLES } from '../../support/config-examples/all.ts';
import { givenKeys } from '../../support/module-schema.ts';
import { workspaceFor } from './workspace.ts';

interface Case {
  readonly key: string;
  readonly value: unknown;
  readonly title: string;
}

/** What no example has, and a keyword refuses. */
const MORE: readonly Case[] = [
  {
    title: 'too many images',
    key: 'kinds',
    value: [kindWith(Array.from({ length: 17 }, () => 'spec.image'))],
  },
  { title: 'a long name', key: 'gitOps', value: [{ tool: 'a'.repeat(64), on: 'label', key: 'a' }] },
  { title: 'a limit above all', key: 'limits', value: { workloadsPerCluster: 2 ** 53 } },
  {
    title: 'a key with a space',
    key: 'rules',
    value: [{ policy: 'any', match: { labels: { 'a b': 'c' } } }],
  },
];

function kindWith(images: readonly string[]): unknown {
  return { group: 'ray.io', version: 'v1', plural: 'rayclusters', kind: 'RayCluster', images };
}

/** Each key with each of its values once. */
function allCases(): readonly Case[] {
  const schemas = givenKeys();
  const found = EXAMPLES.flatMap(({ title, yaml }) =>
    membersOf(yaml).map(([key, value]) => ({ title, key, value })),
  ).filter(({ key }) => Object.hasOwn(schemas, key));
  const once = new Map([...found, ...MORE].map((each) => [JSON.stringify([each.key, each.value]), each]));
  return [...once.values()];
}

function membersOf(yaml: string): readonly (readonly [string, unknown])[] {
  try {
    const document = load(yaml);
    return isObject(document) ? Object.entries(document) : [];
  } catch {
    // An example of what is no YAML.
    return [];
  }
}

const HARNESS = `locals {
  cases  = jsondecode(file("cases.json"))
  schema = jsondecode(file("config.schema.json"))
}

module "schema" {
  source   = "./json-schema"
  for_each = local.cases
  at       = "case \${each.key}:"
  schema   = local.schema.properties[each.value.key]
  value    = each.value.value
}
`;

describe('Terraform and the JSON Schema of the configuration', () => {
  const cases = allCases();
  const schemas = givenKeys();
  const keywords = new Set<string>();
  const refused = new Set<number>();

  before(async function () {
    const workspace = await workspaceFor(this);
    const folder = path.join(workspace.module, 'agreement');
    await mkdir(folder);
    await cp(path.join(workspace.module, 'modules/json-schema'), path.join(folder, 'json-schema'), {
      recursive: true,
    });
    await cp(
      path.join(workspace.module, '../lib/config/config.schema.json'),
      path.join(folder, 'config.schema.json'),
    );
    await writeFile(path.join(folder, 'cases.json'), JSON.stringify(Object.fromEntries(cases.entries())));
    await writeFile(path.join(folder, 'main.tf'), HARNESS);
    await workspace.terraform('agreement', 'init', '-backend=false', '-input=false');
    const { stdout } = await workspace.terraform('agreement', 'plan', '-json', '-input=false');
    for (const line of stdout.split('\n').map(parseJson)) {
      const detail = stringOr(valueAt(line, ['diagnostic', 'detail']), '').replaceAll('\n', ' ');
      const [, index] = / case (\d+):/.exec(detail) ?? [];
      if (index !== undefined) refused.add(Number(index));
      else assert.notEqual(valueAt(line, ['@level']), 'error', JSON.stringify(line));
    }
  });

  for (const [index, { title, key, value }] of cases.entries())
    it(`agree about \`${key}\` of ${title} (${index})`, () => {
      const ajv = new Ajv({ strict: false, allErrors: true });
      const isValid = ajv.validate(schemas[key] ?? false, value);
      for (const { keyword } of ajv.errors ?? []) keywords.add(keyword);
      assert.equal(refused.has(index), !isValid, ajv.errorsText());
    });

  it('disagree about no keyword: each refused one of these', () => {
    const used = new Set([...JSON.stringify(schemas).matchAll(/"(\w+)":/g)].map(([, name = '']) => name));
    const asserted = Object.keys(new Ajv({ strict: false }).RULES.all).filter((each) => used.has(each));
    assert.ok(asserted.includes('maxItems'));
    assert.deepEqual(
      asserted.filter(
        (keyword) => !keywords.has(keyword) && !['properties', 'items', 'if'].includes(keyword),
      ),
      [],
    );
  });
});
