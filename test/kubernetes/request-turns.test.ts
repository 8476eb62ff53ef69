import assert from 'node:assert/strict';
import { firstNext, lease, turns, unlessStopped, type Turn } from '../../lib/kubernetes/request-turns.ts';
import { rejectsWith } from '../support/rejects-with.ts';

/** Requests that are under way until they are answered. */
function requests() {
  const begun: string[] = [];
  const answers = new Map<string, () => void>();
  const request = (name: string) => () => {
    begun.push(name);
    return new Promise<string>((resolve) => void answers.set(name, () => resolve(name)));
  };
  const answer = async (name: string): Promise<void> => {
    answers.get(name)?.();
    await settled();
  };
  return { begun, request, answer };
}

const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** All of these at once; a name in capitals is to be next. */
async function asked(turn: Turn, request: (name: string) => () => Promise<string>, names: string) {
  for (const name of names) void turn(request(name), name === name.toUpperCase());
  await settled();
}

describe('turns', () => {
  it('begin so many requests, and one more for each that ends, in their order', async () => {
    const { begun, request, answer } = requests();
    await asked(turns(2), request, 'abcd');
    assert.equal(begun.join(''), 'ab');
    await answer('b');
    assert.equal(begun.join(''), 'abc');
    await answer('a');
    assert.equal(begun.join(''), 'abcd');
  });

  it('let one that is next go before those that wait', async () => {
    const { begun, request, answer } = requests();
    await asked(turns(1), request, 'abCdE');
    for (const name of 'aCEb') await answer(name);
    assert.equal(begun.join(''), 'aCEbd');
  });

  it('go on after a request that fails, which is told', async () => {
    const turn = turns(1);
    const failed = turn(() => Promise.reject(new Error('no')));
    const thrown = turn(() => assert.fail('at once'));
    const done = turn(() => Promise.resolve('yes'));
    await assert.rejects(failed, /no/);
    await assert.rejects(thrown, /at once/);
    assert.equal(await done, 'yes');
  });

  it('are free again once all have ended', async () => {
    const turn = turns(1);
    await turn(() => Promise.resolve());
    const { begun, request } = requests();
    await asked(turn, request, 'a');
    assert.equal(begun.join(''), 'a');
  });

  it('of a lease begin when it is taken, once, and end when it is left', async () => {
    const { begun, request, answer } = requests();
    const turn = turns(1);
    const place = lease(turn);
    place.leave();
    await asked(turn, request, 'a');
    const taken = Promise.all([place.take(), place.take()]);
    await asked(turn, request, 'b');
    await answer('a');
    await taken;
    assert.equal(begun.join(''), 'a');
    place.leave();
    await settled();
    assert.equal(begun.join(''), 'ab');
  });

  it('of a lease may be taken again behind those that wait, or left before it is their turn', async () => {
    const { begun, request, answer } = requests();
    const turn = turns(1);
    const place = lease(turn);
    await place.take();
    await asked(turn, request, 'a');
    place.leave();
    const again = place.take();
    await asked(turn, request, 'b');
    await answer('a');
    await again;
    place.leave();
    await settled();
    assert.equal(begun.join(''), 'ab');
    void place.take();
    place.leave();
    await answer('b');
    await asked(turn, request, 'c');
    assert.equal(begun.join(''), 'abc');
  });

  it('of somebody whose first request is next are so once', async () => {
    const { begun, request, answer } = requests();
    const turn = turns(1);
    await asked(turn, request, 'ab');
    const first = firstNext(turn);
    for (const name of 'xy') void first(request(name));
    for (const name of 'axb') await answer(name);
    assert.equal(begun.join(''), 'axby');
  });
});

describe('turns unless stopped', () => {
  const inTurn: Turn = (request) => request();

  it('refuse the first request as Interrupted, and do not make it', async () => {
    let made = 0;
    const turn = unlessStopped(inTurn, AbortSignal.abort());
    await rejectsWith(
      'Interrupted',
      turn(async () => (made += 1)),
    );
    assert.equal(made, 0);
  });

  it('refuse it also where it was stopped while the request waited', async () => {
    const stop = new AbortController();
    const one = turns(1);
    const { request, answer } = requests();
    void one(request('a'));
    const refused = rejectsWith('Interrupted', unlessStopped(one, stop.signal)(request('b')));
    stop.abort();
    await answer('a');
    await refused;
  });

  it('let what is begun go on', async () => {
    const stop = new AbortController();
    const turn = unlessStopped(inTurn, stop.signal);
    assert.equal(await turn(async () => 1), 1);
    stop.abort();
    assert.equal(await turn(async () => 2), 2);
  });

  it('are the same turns where nothing stops them', async () =>
    assert.equal(await unlessStopped(inTurn, undefined)(async () => 1), 1));
});
