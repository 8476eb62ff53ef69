/**
 * JSON Patch (RFC 6902) with the operations `test`, `add`, `replace` and `remove`, like in the Kubernetes API server. It has the
 * same differences to the RFC as the library there: `test null` succeeds for a missing key of a map, `replace` sets a missing key
 * of a map, and negative array indexes count from the end.
 */
import { isList, isMap, member, sameJson, withMember, type Json } from './json.ts';

/** An operation that is parsed but not validated. */
export interface PatchOperation {
  /** Any other operation than the four known ones fails. */
  readonly op: string;
  /** A JSON Pointer; an operation without one fails. */
  readonly path: string | undefined;
  readonly value: Json;
}

/**
 * The operations of a patch document, or undefined if it is invalid: not a list of maps, or a member of the wrong type. As in
 * Go, null means the empty value: no operations, or an empty one.
 */
export function readPatch(document: Json): readonly PatchOperation[] | undefined {
  if (document === null) return [];
  if (!isList(document)) return undefined;
  const operations = document.flatMap((entry) => readOperation(entry) ?? []);
  return operations.length === document.length ? operations : undefined;
}

function readOperation(entry: Json): PatchOperation | undefined {
  const [op, path] = [member(entry, 'op') ?? '', member(entry, 'path') ?? undefined];
  if (
    (entry !== null && !isMap(entry)) ||
    typeof op !== 'string' ||
    (path !== undefined && typeof path !== 'string')
  )
    return undefined;
  return { op, path, value: member(entry, 'value') ?? null };
}

/** The patched document, or undefined if an operation fails. All or nothing. */
export function applyPatch(document: Json, patch: readonly PatchOperation[]): Json | undefined {
  let patched: Json | undefined = document;
  for (const operation of patch) {
    if (patched === undefined || operation.path === undefined) return undefined;
    patched = applyOne(patched, operation, operation.path);
  }
  return patched;
}

function applyOne(document: Json, operation: PatchOperation, path: string): Json | undefined {
  if (path === '') return applyToWhole(document, operation);
  const [before, ...tokens] = path.split('/').map(unescape);
  return before === '' ? applyAt(document, tokens, operation) : undefined;
}

function applyToWhole(document: Json, { op, value }: PatchOperation): Json | undefined {
  if (op === 'test') return sameJson(document, value) ? document : undefined;
  return op === 'replace' && typeof value === 'object' && value !== null ? value : undefined;
}

/** JSON Pointer (RFC 6901): `~1` is a slash, then `~0` a tilde. */
function unescape(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}

function applyAt(
  node: Json,
  [token, ...rest]: readonly string[],
  operation: PatchOperation,
): Json | undefined {
  if (token === undefined) return undefined;
  if (rest.length > 0) {
    const child = childAt(node, token);
    const changed = child === undefined ? undefined : applyAt(child, rest, operation);
    return changed === undefined ? undefined : withChild(node, token, changed);
  }
  if (isMap(node)) return applyToMember(node, token, operation);
  return isList(node) ? applyToElement(node, token, operation) : undefined;
}

function applyToMember(
  map: Readonly<Record<string, Json>>,
  key: string,
  { op, value }: PatchOperation,
): Json | undefined {
  switch (op) {
    case 'test':
      return sameJson(member(map, key) ?? null, value) ? map : undefined;
    case 'add':
    case 'replace':
      return withMember(map, key, value);
    case 'remove':
      return Object.hasOwn(map, key) ? withMember(map, key, undefined) : undefined;
    default:
      return undefined;
  }
}

function applyToElement(
  list: readonly Json[],
  token: string,
  { op, value }: PatchOperation,
): Json | undefined {
  const end = op === 'add' ? list.length + 1 : list.length;
  const index = op === 'add' && token === '-' ? list.length : parseIndex(token, end);
  if (index === undefined) return undefined;
  switch (op) {
    case 'test':
      return sameJson(list[index], value) ? list : undefined;
    case 'add':
      return list.toSpliced(index, 0, value);
    case 'replace':
      return list.with(index, value);
    case 'remove':
      return list.toSpliced(index, 1);
    default:
      return undefined;
  }
}

function childAt(node: Json, token: string): Json | undefined {
  if (!isList(node)) return member(node, token);
  const index = parseIndex(token, node.length);
  return index === undefined ? undefined : node[index];
}

function withChild(node: Json, token: string, child: Json): Json | undefined {
  if (isMap(node)) return withMember(node, token, child);
  const index = isList(node) ? parseIndex(token, node.length) : undefined;
  return isList(node) && index !== undefined ? node.with(index, child) : undefined;
}

/** A token as an index of an existing item, or undefined. -1 is the last item. */
function parseIndex(token: string, end: number): number | undefined {
  if (!/^[+-]?\d+$/.test(token)) return undefined;
  const number = Number(token);
  const index = number < 0 ? number + end : number;
  return index >= 0 && index < end ? index : undefined;
}
