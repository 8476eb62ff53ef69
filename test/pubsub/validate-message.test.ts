import assert from 'node:assert/strict';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { validateMessage } from '../../lib/pubsub/validate-message.ts';

const SOME = new Uint8Array(1);

function attributes(count: number, name = 'a', value = ''): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`${name}${index || ''}`, value]));
}

type Case = readonly [title: string, data: Uint8Array, attributes: Record<string, string>];

describe('what Pub/Sub takes of a message', () => {
  const fit: readonly Case[] = [
    ['data alone', SOME, {}],
    ['attributes alone', new Uint8Array(), attributes(1)],
    ['100 attributes', SOME, attributes(100)],
    ['a name of 256 bytes', SOME, attributes(1, 'é'.repeat(128))],
    ['a value of 1,024 bytes', SOME, attributes(1, 'a', 'é'.repeat(512))],
    ['9.9 MB', new Uint8Array(9_900_000), {}],
  ];
  for (const [title, data, names] of fit)
    it(`is ${title}`, () => assert.doesNotThrow(() => validateMessage({ data, attributes: names })));

  const unfit: readonly Case[] = [
    ['nothing at all', new Uint8Array(), {}],
    ['101 attributes', SOME, attributes(101)],
    ['a name of 257 bytes', SOME, attributes(1, 'é'.repeat(128) + 'a')],
    ['a value of 1,025 bytes', SOME, attributes(1, 'a', 'é'.repeat(512) + 'a')],
    ['10 MB', new Uint8Array(10_000_000), {}],
    ['10 MB with its attributes', new Uint8Array(9_950_000), attributes(100, 'a', 'x'.repeat(1_000))],
  ];
  for (const [title, data, names] of unfit) {
    it(`is not ${title}`, () =>
      assert.throws(
        () => validateMessage({ data, attributes: names }),
        (error) => error instanceof UpdaterError && error.reason === 'NotPublishable' && !error.transient,
      ));
  }
});
