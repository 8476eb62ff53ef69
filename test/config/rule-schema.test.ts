import assert from 'node:assert/strict';
import { config, MINIMAL } from '../support/config-builders.ts';

function rules(yaml: string) {
  return config(`${MINIMAL}rules: [${yaml}]`).settings.rules;
}

describe('rules', () => {
  it('without criteria have none', () => {
    const [rule] = rules('{ policy: any }');
    assert.deepEqual(Object.keys(rule ?? {}).toSorted(), ['enforce', 'policy']);
    assert.equal(rule?.enforce, false);
  });

  it('have just the criteria that are named', () => {
    const [rule] = rules(
      '{ match: { labels: { app.kubernetes.io/name: a } }, policy: any, pin: tag, enforce: true }',
    );
    assert.deepEqual(Object.keys(rule ?? {}).toSorted(), ['enforce', 'labels', 'pin', 'policy']);
    assert.deepEqual(rule?.labels, { 'app.kubernetes.io/name': 'a' });
  });

  it('keep their order', () => {
    assert.deepEqual(
      rules('{ policy: never }, { policy: any }, { policy: minor }').map(({ policy }) => policy?.text),
      ['never', 'any', 'minor'],
    );
  });

  it('hold globs over repositories against canonical ones, and others as written', () => {
    const [rule] = rules('{ match: { clusters: [a], namespaces: [b], repositories: [c] }, policy: any }');
    const texts = [rule?.clusters, rule?.namespaces, rule?.repositories].map((list) =>
      list?.map(({ text }) => text),
    );
    assert.deepEqual(texts, [['a'], ['b'], ['docker.io/library/c']]);
  });
});
