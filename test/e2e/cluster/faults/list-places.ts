/** Where the items of a list end, told from its bytes without the readers that are tested. */

export type Format = 'json' | 'protobuf';

/** The place after the item in the middle of a list. */
export function afterItem(format: Format): (body: Buffer) => number {
  return (body) => middleOf(ENDS[format](body));
}

/** A place inside of the item in the middle. */
export function insideItem(format: Format): (body: Buffer) => number {
  return (body) => middleOf(ENDS[format](body)) - 20;
}

/** Before the last byte without which a list is not whole. */
export function beforeLastByte(format: Format): (body: Buffer) => number {
  return (body) => (format === 'json' ? body.lastIndexOf('}') : body.length - 1);
}

const ENDS: Readonly<Record<Format, (body: Buffer) => readonly number[]>> = {
  json: (body) =>
    [...body.toString('latin1').matchAll(/\}(?=,\{"apiVersion")/g)].map(({ index }) => index + 1),
  protobuf: (body) => {
    const ends: number[] = [];
    // "k8s\0", then the wrapper's fields until the list (2), then the list's until its items (2).
    let field = fieldAt(body, 4);
    while (field.number !== 2) field = fieldAt(body, field.end);
    for (let at = field.start; at < field.end;) {
      const inList = fieldAt(body, at);
      if (inList.number === 2) ends.push(inList.end);
      at = inList.end;
    }
    return ends;
  },
};

function middleOf(ends: readonly number[]): number {
  const middle = ends[Math.floor(ends.length / 2)];
  if (middle === undefined || ends.length < 2) throw new Error('a list of some items was expected');
  return middle;
}

/** A field with a length: all that lists and their wrappers have. */
function fieldAt(body: Buffer, at: number) {
  const tag = varintAt(body, at);
  const length = varintAt(body, tag.end);
  return { number: tag.value >> 3, start: length.end, end: length.end + length.value };
}

function varintAt(body: Buffer, at: number): { readonly value: number; readonly end: number } {
  const byte = body.readUInt8(at);
  if (byte < 128) return { value: byte, end: at + 1 };
  const { value, end } = varintAt(body, at + 1);
  return { value: (byte & 127) + 128 * value, end };
}
