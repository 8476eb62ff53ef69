import assert from 'node:assert/strict';
import { FaultBook, findFault, type FaultRule, type FaultSubject } from '../../lib/sandbox/fault-book.ts';

const LIST: FaultSubject = { method: 'GET', path: '/apis/apps/v1/deployments', reused: false, does: 'list' };
const PATCH: FaultSubject = {
  method: 'PATCH',
  path: '/apis/apps/v1/namespaces/a/deployments/b',
  reused: true,
  does: 'patch',
};

/** The types of the faults that the requests get, one after the other. */
function taken(
  rules: readonly FaultRule[],
  subjects: readonly FaultSubject[],
): readonly (readonly string[])[] {
  const book = new FaultBook();
  for (const rule of rules) book.add(rule);
  return subjects.map((subject) => book.take(subject).map(({ type }) => type));
}

describe('sandbox faults', () => {
  it('happen once unless said otherwise', () => {
    assert.deepEqual(taken([{ fault: { type: 'hang' } }], [LIST, LIST]), [['hang'], []]);
    assert.deepEqual(taken([{ fault: { type: 'hang' }, times: 2 }], [LIST, LIST, LIST]), [
      ['hang'],
      ['hang'],
      [],
    ]);
  });

  it('happen for ever with Infinity, until healed', () => {
    const book = new FaultBook();
    book.add({ fault: { type: 'drop' }, times: Infinity });
    assert.equal(book.take(LIST).length + book.take(PATCH).length, 2);
    book.clear();
    assert.deepEqual(book.take(LIST), []);
  });

  it('add up in the order of the rules', () => {
    const rules: readonly FaultRule[] = [{ fault: { type: 'delay', ms: 1 } }, { fault: { type: 'hang' } }];
    assert.deepEqual(taken(rules, [LIST]), [['delay', 'hang']]);
  });

  for (const [title, match, expected] of [
    ['a method', { method: 'PATCH' }, [[], ['hang']]],
    ['a part of the path', { path: '/namespaces/a/' }, [[], ['hang']]],
    ['an expression, with state or without', { path: /deployments$/g }, [['hang'], []]],
    ['a socket that was used before', { reused: true }, [[], ['hang']]],
    ['a fresh socket', { reused: false }, [['hang'], []]],
    ['everything given', { method: 'GET', reused: true }, [[], []]],
  ] as const) {
    it(`are for requests with ${title}`, () => {
      assert.deepEqual(taken([{ fault: { type: 'hang' }, match, times: Infinity }], [LIST, PATCH]), expected);
    });
  }

  it('of lists wait for a list, and of patches for a patch', () => {
    const cut: FaultRule = { fault: { type: 'cut', at: { afterBytes: 1 }, end: 'clean' } };
    assert.deepEqual(taken([cut, { fault: { type: 'lostAnswer' } }], [PATCH, LIST]), [
      ['lostAnswer'],
      ['cut'],
    ]);
  });

  it('are found by type', () => {
    assert.deepEqual(findFault([{ type: 'hang' }, { type: 'delay', ms: 5 }], 'delay'), {
      type: 'delay',
      ms: 5,
    });
    assert.equal(findFault([{ type: 'hang' }], 'drop'), undefined);
  });
});
