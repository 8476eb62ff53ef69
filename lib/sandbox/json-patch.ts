/**
 * JSON Patch (RFC 6902) with the operations `test`, `add`, `replace` and `remove`, as the Kubernetes API
 * server applies it. Where its library differs from the RFC, so does this file: `test null` holds for a key
 * that a map lacks, `replace` sets a key that a map lacks, and array indexes count from the end when negative.
 */
import { isList, isMap, member, sameJson, withMember, type Json } from './json.ts';

/** One operation, read but not yet looked into. */
export interface PatchOperation {
  /** Anything but the four known ones is an operation that does not apply. */
  readonly op: string;
  /** A JSON Pointer; an operation without one does not apply. */
  readonly path: string | undefined;
  readonly value: Json;
}

/**
 * The operations of a patch document, or undefined where it is none: no list of maps, or a member of the wrong type.
 * As everywhere in Go, null stands for the empty value: no operations, or one that says nothing.
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

/** The document as the patch leaves it, or undefined where an operation does not apply. All or nothing. */
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

/** A token as a place below the end, or undefined. -1 is the last place. */
function parseIndex(token: string, end: number): number | undefined {
  if (!/^[+-]?\d+$/.test(token)) return undefined;
  const number = Number(token);
  const index = number < 0 ? number + end : number;
  return index >= 0 && index < end ? index : undefined;
}
