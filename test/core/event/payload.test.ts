import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { bytesInBase64, checkSize, fromBase64, decodeUtf8 } from '../../../lib/core/event/payload.ts';

describe('payload', () => {
  for (const [text, expected] of [
    ['', []],
    ['AA==', [0]],
    ['AA', [0]],
    ['AAE=', [0, 1]],
    ['AAE', [0, 1]],
    ['AAEC', [0, 1, 2]],
    ['+/+/', [251, 255, 191]],
    ['-_-_', [251, 255, 191]],
  ] as const) {
    it(`"${text}" is base64 of ${expected.length} bytes`, () => {
      assert.deepEqual([...fromBase64(text, 'the test')], expected);
    });
  }

  for (const text of [
    'A',
    'AAAAA',
    'A===',
    'AA=',
    'AAE==',
    'AAEC=',
    '====',
    '=',
    'AA==AA==',
    'AA EC',
    'AAEC\n',
    'AAE*',
    'ÄÄEC',
    '{"action":"INSERT"}',
  ]) {
    it(`${JSON.stringify(text)} is no base64`, () => {
      assert.throws(() => fromBase64(text, 'the test'), { name: 'Fault', reason: 'NotBase64' });
    });
  }

  it('reads back any bytes from base64 and base64url, and knows before how many they are', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.constantFrom('base64', 'base64url'), (bytes, encoding) => {
        const text = Buffer.from(bytes).toString(encoding);
        assert.deepEqual([...fromBase64(text, 'the test')], [...bytes]);
        assert.equal(bytesInBase64(text), bytes.length);
      }),
    );
  });

  it('reads UTF-8, without a byte order mark', () => {
    assert.equal(decodeUtf8(Buffer.from('\u{feff}grün 😀'), 'the test'), 'grün 😀');
  });

  for (const bytes of [[0xff], [0xc3], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0x61, 0x80]]) {
    it(`bytes ${Buffer.from(bytes).toString('hex')} are no UTF-8`, () => {
      assert.throws(() => decodeUtf8(Uint8Array.from(bytes), 'the test'), {
        name: 'Fault',
        reason: 'NotJson',
      });
    });
  }

  it('takes as many bytes as the limit, and not one more', () => {
    assert.doesNotThrow(() => {
      checkSize(10, 10, 'the test');
    });
    assert.throws(
      () => {
        checkSize(11, 10, 'the test');
      },
      { name: 'Fault', reason: 'TooLarge' },
    );
  });
});
