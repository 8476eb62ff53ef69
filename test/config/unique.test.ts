import assert from 'node:assert/strict';
import * as v from 'valibot';
import { issuePath, unique } from '../../lib/config/unique.ts';

function initials(value: unknown) {
  return String(value)
    .split(',')
    .map((text, index) => ({ keys: [index, 'name'] as const, identity: text.slice(0, 1), written: text }));
}

describe('unique', () => {
  const schema = v.pipe(
    v.array(v.string()),
    unique(initials, (first) => first),
  );

  function issues(value: unknown) {
    return v
      .safeParse(schema, value)
      .issues?.map(({ message, path }) => [message, path?.map(({ key }) => key)]);
  }

  it('lets different entries pass', () => assert.equal(issues(['a', 'b']), undefined));

  it('complains of each later one, and says where the first is', () => {
    assert.deepEqual(issues(['a1', 'b', 'a2', 'a3']), [
      ['[0].name', [2, 'name']],
      ['[0].name', [3, 'name']],
    ]);
  });

  it('runs also where another entry is wrong', () => {
    assert.deepEqual(
      issues([1, 'a', 'a'])?.map(([, path]) => path),
      [[0], [2, 'name']],
    );
  });
});

describe('issuePath', () => {
  it('is the keys, with the value at the end', () => {
    const path = issuePath(['a', 0], 'x');
    assert.deepEqual([path.map(({ key }) => key), path.at(-1)?.value], [['a', 0], 'x']);
  });
});
