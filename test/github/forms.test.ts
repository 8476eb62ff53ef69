/** Issue forms, as GitHub reads them. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import * as v from 'valibot';
import { ROOT } from '../support/project-root.ts';

const FOLDER = '.github/ISSUE_TEMPLATE';
const read = (file: string): unknown => load(readFileSync(path.join(ROOT, FOLDER, file), 'utf8'));

const text = v.pipe(v.string(), v.nonEmpty());
const id = v.pipe(v.string(), v.regex(/^[\w-]+$/));
const validations = v.optional(v.strictObject({ required: v.boolean() }));
const labelled = { label: text, description: v.optional(text) };

// https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema
const ELEMENT = v.variant('type', [
  v.strictObject({ type: v.literal('markdown'), attributes: v.strictObject({ value: text }) }),
  v.strictObject({ type: v.literal('input'), id, attributes: v.strictObject(labelled), validations }),
  v.strictObject({
    type: v.literal('textarea'),
    id,
    attributes: v.strictObject({ ...labelled, render: v.optional(text) }),
    validations,
  }),
  v.strictObject({
    type: v.literal('dropdown'),
    id,
    attributes: v.strictObject({
      ...labelled,
      options: v.pipe(
        v.array(text),
        v.minLength(2),
        v.check((all) => new Set(all).size === all.length),
      ),
    }),
    validations,
  }),
]);
const FORM = v.strictObject({
  name: text,
  description: text,
  labels: v.array(text),
  body: v.pipe(
    v.array(ELEMENT),
    v.check((body) => body.some(({ type }) => type !== 'markdown'), 'expected a field to fill in'),
    v.check((body) => {
      const ids = body.flatMap((element) => ('id' in element ? [element.id] : []));
      return new Set(ids).size === ids.length;
    }, 'expected ids that differ'),
  ),
});
const CONFIG = v.strictObject({
  blank_issues_enabled: v.literal(false),
  contact_links: v.pipe(
    v.array(v.strictObject({ name: text, url: v.pipe(v.string(), v.url()), about: text })),
    v.minLength(1),
  ),
});

const FORMS = globSync('*.yml', { cwd: path.join(ROOT, FOLDER) })
  .filter((file) => file !== 'config.yml')
  .toSorted();

describe('an issue form', () => {
  it('is there for faults and features', () => assert.deepEqual(FORMS, ['bug.yml', 'feature.yml']));

  for (const file of FORMS)
    it(`has the keys that GitHub requires, and no other: ${file}`, () => {
      const parsed = v.safeParse(FORM, read(file));
      assert.ok(parsed.success, parsed.issues?.map(({ message }) => message).join('\n'));
    });

  const bug = v.parse(FORM, read('bug.yml'));
  for (const [what, form] of [
    ['without a description', { ...bug, description: '' }],
    ['without fields', { ...bug, body: bug.body.filter(({ type }) => type === 'markdown') }],
    ['with one field twice', { ...bug, body: [...bug.body, bug.body.at(-1)] }],
    ['with an unknown key', { ...bug, title: 1 }],
  ] as const)
    it(`${what} is noticed`, () => assert.ok(!v.safeParse(FORM, form).success));

  it('of a fault asks for the version, the place and the output', () => {
    const required = bug.body.flatMap((element) =>
      element.type !== 'markdown' && element.validations?.required === true ? [element.id] : [],
    );
    assert.deepEqual(required, ['version', 'place', 'expected', 'output']);
  });
});

describe('the choice of issue forms', () => {
  it('leads questions and vulnerabilities elsewhere, and takes no blank issue', () => {
    const { contact_links: links } = v.parse(CONFIG, read('config.yml'));
    assert.deepEqual(
      links.map(({ name }) => name),
      ['Question', 'Security'],
    );
  });
});
