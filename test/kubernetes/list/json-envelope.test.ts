import assert from 'node:assert/strict';
import { UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import { JsonEnvelope } from '../../../lib/kubernetes/list/json-envelope.ts';

function hasReason(reason: string): (error: unknown) => boolean {
  return (error) => error instanceof UpdaterError && error.reason === reason;
}

describe('the envelope of a JSON list', () => {
  it('stops behind the bracket of the items, and goes on with the one that closes them', () => {
    const envelope = new JsonEnvelope(1000);
    const text = '{"metadata":{"items":[1],"continue":"c"},"items":[ 1, 2 ],"z":[]} \n';
    const opened = envelope.read(Buffer.from(text), 0);
    assert.equal(text.slice(opened), ' 1, 2 ],"z":[]} \n');
    assert.equal(envelope.position, 'items');
    assert.equal(envelope.read(Buffer.from(text), text.indexOf('],"z"')), text.length);
    assert.deepEqual(envelope.end(2), { scanned: 2, continue: 'c' });
  });

  it('tells the key `items` from texts that look like it', () => {
    for (const text of [
      '{"a":"items\\":[","b":[',
      '{"xitems":[',
      '{"itemsx":[',
      '{"a":["items",[',
      '{"a":{"items":[',
    ]) {
      const envelope = new JsonEnvelope(1000);
      assert.equal(envelope.read(Buffer.from(text), 0), text.length);
      assert.equal(envelope.position, 'around', text);
    }
  });

  it('is not complete before its last brace', () => {
    const envelope = new JsonEnvelope(1000);
    envelope.read(Buffer.from('{"items":null'), 0);
    assert.throws(() => envelope.end(0), hasReason('CutStream'));
    envelope.read(Buffer.from('}'), 0);
    assert.equal(envelope.end(0).scanned, 0);
  });

  it('may not be larger than its limit', () => {
    const text = Buffer.from('{"items":null}');
    assert.equal(new JsonEnvelope(text.length).read(text, 0), text.length);
    assert.throws(() => new JsonEnvelope(text.length - 1).read(text, 0), hasReason('UnexpectedAnswer'));
  });
});
