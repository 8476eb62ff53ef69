/**
 * Image references, by the grammar of distribution/reference:
 *
 *     reference       := name [ ":" tag ] [ "@" digest ]
 *     name            := [ domain "/" ] path-component { "/" path-component }
 *     domain          := host [ ":" digits ]
 *     host            := domain-component { "." domain-component } | "[" IPv6 "]"
 *     path-component  := alphanumerics { ( "." | "_" | "__" | dashes ) alphanumerics }   (lower case)
 *     tag             := word-character { word-character | "." | "-" }                  (at most 128)
 *     digest          := algorithm ":" lower-case hex digits
 *
 * and by Docker's normalisation: the part before the first slash is a domain only if it has a `:`, a `.` and no `_`, an
 * upper-case letter, or is `localhost`; else the image is on Docker Hub, and one without a slash is in `library/` there.
 */
import { printable } from '../text/printable.ts';

export interface ImageReference {
  /** The original text. */
  readonly text: string;
  /** The original name, without tag and digest, for patches. */
  readonly name: string;
  /** The registry host with its port, as written; `docker.io` if there is none, and for `index.docker.io`. */
  readonly domain: string;
  /** The path of the repository on that host, including `library/`. */
  readonly path: string;
  /** As written: undefined for an image with neither tag nor digest, see {@link currentTag}. */
  readonly tag?: string;
  /** `sha256:…`, without the `@`. */
  readonly digest?: string;
}

export type ParsedImage = { readonly image: ImageReference } | { readonly invalid: string };

const MAX_PATH = 255;
// The prefix of official images, whose names have no slash.
const HUB_PREFIX = 'library/';
// Host, path, tag and digest of maximum length fit in it; longer texts are not parsed.
const MAX_TEXT = 1024;

// Docker interprets this as an image id; with a tag or a digest after it, it is a name.
const BARE_DIGEST = /^[0-9a-f]{64}$/;
const COMPONENT = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?';
const HOST = `${COMPONENT}(?:\\.${COMPONENT})*`;
const DOMAIN = new RegExp(`^(?:${HOST}|\\[[0-9A-Fa-f:]+\\])(?::[0-9]+)?$`);
const PATH_COMPONENT = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const PATH_TEXT = `${PATH_COMPONENT}(?:/${PATH_COMPONENT})*`;
const PATH = new RegExp(`^${PATH_TEXT}$`);
const HEX_DIGITS: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

/** A tag. Without `\w`, which matches letters of all alphabets in some languages; the expression is published. */
export const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;

/** A digest in the form of {@link ImageReference}. */
export const DIGEST = new RegExp(
  `^(?:${Object.entries(HEX_DIGITS)
    .map(([algorithm, digits]) => `${algorithm}:[0-9a-f]{${digits}}`)
    .join('|')})$`,
);

// Brackets without a colon and a capital letter are not a registry, unless a port follows.
const IPV6_HOST = '\\[[0-9A-Fa-f:]*[:A-F][0-9A-Fa-f:]*\\](?::[0-9]+)?|\\[[0-9a-f]+\\]:[0-9]+';

/**
 * The names that {@link parseImage} accepts without tag and digest, as expressions for documentation: every text of at most
 * 255 characters that matches `is` and does not match `isNot`.
 */
export const NAME = {
  is: new RegExp(`^(?:(?:${HOST}(?::[0-9]+)?|${IPV6_HOST})/)?${PATH_TEXT}$`),
  isNot: new RegExp(`^(?:[0-9a-f]{64}|[^/]{${MAX_PATH - HUB_PREFIX.length + 1},})$`),
} as const;

/** Parses a reference; for an invalid one the result is the expected and the actual text, printable. */
export function parseImage(text: string): ParsedImage {
  if (text === '') return { invalid: 'expected an image reference, got an empty text' };
  if (text.length > MAX_TEXT)
    return {
      invalid: `expected an image reference of at most ${MAX_TEXT} characters, got ${text.length}`,
    };
  if (BARE_DIGEST.test(text)) return { invalid: 'expected an image reference, got 64 hex digits' };
  const { name, tag, digest } = split(text);
  const { domain, path } = normalise(name);
  const complaint =
    complaintAboutName(domain, path) ?? complaintAboutTag(tag) ?? complaintAboutDigest(digest);
  if (complaint !== undefined) return { invalid: `expected ${complaint}, got "${printable(text)}"` };
  return {
    image: {
      text,
      name,
      domain,
      path,
      ...(tag === undefined ? {} : { tag }),
      ...(digest === undefined ? {} : { digest }),
    },
  };
}

/** The running tag: the written one, `latest` with neither tag nor digest, else undefined. */
export function currentTag(image: ImageReference): string | undefined {
  return image.tag ?? (image.digest === undefined ? 'latest' : undefined);
}

/** The reference to another tag, digest or both of the same repository, with the same spelling of its name. */
export function withVersion(image: ImageReference, tag: string, digest?: string): string {
  return digest === undefined ? `${image.name}:${tag}` : `${image.name}:${tag}@${digest}`;
}

/**
 * Whether the part of a name before the first slash is a registry host. A part with an underscore and without a port is a
 * path, because domains contain no underscore.
 */
export function isRegistryHost(segment: string): boolean {
  return /[:A-Z]|^[^_]*\.[^_]*$|^localhost$/.test(segment);
}

function split(text: string): { name: string; tag?: string; digest?: string } {
  const atSign = text.indexOf('@');
  const named = atSign < 0 ? text : text.slice(0, atSign);
  const digest = atSign < 0 ? {} : { digest: text.slice(atSign + 1) };
  // A colon before the last slash belongs to a port or an IPv6 address.
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  return colon < 0
    ? { name: named, ...digest }
    : { name: named.slice(0, colon), tag: named.slice(colon + 1), ...digest };
}

function normalise(name: string): { domain: string; path: string } {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  const isDomain = isRegistryHost(first);
  const domain = isDomain ? first : 'docker.io';
  const path = isDomain ? name.slice(slash + 1) : name;
  const onHub = domain === 'docker.io' || domain === 'index.docker.io';
  return {
    domain: onHub ? 'docker.io' : domain,
    path: onHub && !path.includes('/') ? HUB_PREFIX + path : path,
  };
}

function complaintAboutName(domain: string, path: string): string | undefined {
  if (!DOMAIN.test(domain)) return 'a registry host before the first slash';
  if (path.length > MAX_PATH) return `a repository path of at most ${MAX_PATH} characters`;
  if (!PATH.test(path)) return 'a lower-case repository path';
  return undefined;
}

function complaintAboutTag(tag: string | undefined): string | undefined {
  if (tag === undefined || TAG.test(tag)) return undefined;
  return 'a tag of at most 128 letters, digits, "_", "." and "-" after ":"';
}

function complaintAboutDigest(digest: string | undefined): string | undefined {
  if (digest === undefined) return undefined;
  const [algorithm = '', hex = ''] = digest.split(/:(.*)/s);
  const digits = Object.hasOwn(HEX_DIGITS, algorithm) ? HEX_DIGITS[algorithm] : undefined;
  if (digits === undefined) return `a digest of ${Object.keys(HEX_DIGITS).join(', ')} after "@"`;
  if (hex.length !== digits || !/^[0-9a-f]+$/.test(hex))
    return `${digits} lower-case hex digits after "${algorithm}:"`;
  return undefined;
}
