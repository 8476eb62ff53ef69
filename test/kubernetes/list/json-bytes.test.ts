import assert from 'node:assert/strict';
import { isSpace } from '../../../lib/kubernetes/list/json-bytes.ts';

describe('white space', () => {
  it('is what JSON.parse passes over', () => {
    for (let byte = 0; byte < 128; byte += 1) {
      const passes = ((): boolean => {
        try {
          JSON.parse(`[${String.fromCharCode(byte)}]`);
          // Digits parse as well, as an item.
          return !/\d/.test(String.fromCharCode(byte));
        } catch {
          return false;
        }
      })();
      assert.equal(isSpace(byte), passes, `byte ${byte}`);
    }
    assert.equal(isSpace(undefined), false);
  });
});
