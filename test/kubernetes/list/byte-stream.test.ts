import assert from 'node:assert/strict';
import { ByteStream } from '../../../lib/kubernetes/list/byte-stream.ts';
import { rejectsWith } from '../../support/rejects-with.ts';

function stream(...chunks: readonly string[]): ByteStream {
  return new ByteStream(from(chunks));
}

async function* from(chunks: readonly string[]): AsyncGenerator<Buffer, void, undefined> {
  for (const chunk of chunks) yield Buffer.from(chunk, 'latin1');
}

describe('ByteStream', () => {
  it('takes bytes from within a chunk and across chunks, empty ones too', async () => {
    const bytes = stream('abc', '', 'de', 'f');
    assert.equal(String(await bytes.take(2)), 'ab');
    assert.equal(String(await bytes.take(3)), 'cde');
    assert.equal(bytes.position, 5);
    assert.equal(await bytes.ended(), false);
    assert.equal(String(await bytes.take(1)), 'f');
    assert.equal(await bytes.ended(), true);
  });

  it('takes nothing where nothing is asked for', async () =>
    assert.equal(String(await stream().take(0)), ''));

  it('reads over bytes that are more than it shall keep', async () => {
    const bytes = stream('abc', 'def');
    assert.equal(await bytes.take(4, 3), undefined);
    assert.equal(String(await bytes.take(2)), 'ef');
  });

  it('lets go of what it reads from when it is closed', async () => {
    let released = false;
    const chunks = (async function* () {
      try {
        yield Buffer.from('abc');
      } finally {
        released = true;
      }
    })();
    const bytes = new ByteStream(chunks);
    await bytes.take(1);
    await bytes.close();
    assert.ok(released);
  });

  it('reads varints across chunks', async () => {
    const bytes = stream('\x96', '\x01\x07');
    assert.deepEqual([await bytes.varint(), await bytes.varint()], [150, 7]);
  });

  it('says CutStream where the bytes end before what is asked for', async () => {
    await rejectsWith('CutStream', stream('ab').take(3));
    await rejectsWith('CutStream', stream('\x96').varint());
  });

  it('says UnexpectedAnswer for a varint that does not end', () =>
    rejectsWith('UnexpectedAnswer', stream('\xff'.repeat(11)).varint()));
});
