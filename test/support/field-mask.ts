/** Partial responses of Google's APIs: `fields=a,b(c,d/e)`. */

/** Fields by name; an empty mask takes all that is within. */
export type Mask = ReadonlyMap<string, Mask>;

export function parseMask(text: string): Mask {
  const tokens = text.split(/([,()/])/).filter((token) => token !== '');
  const field = (): readonly [string, Mask] => {
    const name = tokens.shift() ?? '';
    if (tokens[0] === '/') {
      tokens.shift();
      return [name, new Map([field()])];
    }
    if (tokens[0] !== '(') return [name, new Map()];
    const inner = fields();
    if (tokens.shift() !== ')') throw new Error(`${text}: a closing parenthesis was expected`);
    return [name, inner];
  };
  const fields = (): Mask => {
    const found = new Map<string, Mask>();
    do {
      tokens.shift();
      found.set(...field());
    } while (tokens[0] === ',');
    return found;
  };
  tokens.unshift(',');
  const mask = fields();
  if (tokens.length > 0) throw new Error(`${text}: the end was expected before ${tokens.join('')}`);
  return mask;
}

/** What a mask lets through of an answer; within a list, of each of its elements. */
export function applyMask(value: unknown, mask: Mask): unknown {
  if (mask.size === 0 || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each: unknown) => applyMask(each, mask));
  const kept = Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
    const within = mask.get(name);
    return within === undefined ? [] : [[name, applyMask(inner, within)] as const];
  });
  return Object.fromEntries(kept);
}

/** Fields that an API documents, and those within them if they are known here. */
export type Fields = { readonly [name: string]: true | Fields };

/** The first field of a mask that is not documented: Google refuses such a request. */
export function unknownField(mask: Mask, documented: true | Fields): string | undefined {
  if (documented === true) return undefined;
  for (const [name, inner] of mask) {
    const known = Object.hasOwn(documented, name) ? documented[name] : undefined;
    const wrong = known === undefined ? name : unknownField(inner, known);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}
