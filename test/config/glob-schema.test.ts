import assert from 'node:assert/strict';
import * as v from 'valibot';
import {
  globsSchema,
  repositoryGlobsSchema,
  nonEmptyGlobsSchema,
  nonEmptyRepositoryGlobsSchema,
} from '../../lib/config/glob-schema.ts';

const SCHEMAS = {
  globs: globsSchema,
  someGlobs: nonEmptyGlobsSchema,
  repositoryGlobs: repositoryGlobsSchema,
  someRepositoryGlobs: nonEmptyRepositoryGlobsSchema,
};

describe('lists of globs', () => {
  for (const [name, make] of Object.entries(SCHEMAS)) {
    const schema = make('A sentence.');
    it(`${name} carries its sentence`, () => assert.equal(v.getDescription(schema), 'A sentence.'));
    it(`${name} takes ${name.startsWith('some') ? 'no' : 'an'} empty list`, () => {
      assert.equal(v.safeParse(schema, []).success, !name.startsWith('some'));
    });
    it(`${name} reads texts`, () => {
      assert.deepEqual(
        v.parse(schema, ['a.b/c', '**']).map(({ text }) => text),
        ['a.b/c', '**'],
      );
    });
    for (const text of ['', 'a b', 'a\u00a0b', 'a\u200bb', 'a\u0007', 'a@b', '{a', 'a'.repeat(600)]) {
      it(`${name} refuses ${JSON.stringify(text.slice(0, 10))}`, () =>
        assert.equal(v.is(schema, [text]), false));
    }
  }

  it('over names they stay as written', () => {
    assert.deepEqual(
      v.parse(globsSchema(''), ['nginx', 'gcr.io/p/**']).map(({ text }) => text),
      ['nginx', 'gcr.io/p/**'],
    );
  });

  it('over repositories they are canonical, and one may become two', () => {
    assert.deepEqual(
      v.parse(repositoryGlobsSchema(''), ['nginx', 'gcr.io/**']).map(({ text }) => text),
      ['docker.io/library/nginx', 'us-docker.pkg.dev/*/gcr.io/**', 'us-docker.pkg.dev/*.*/*/gcr.io/**'],
    );
  });
});
