/**
 * The target of a request (RFC 9112, 3.2): a path, or a whole URI, which clients send to a proxy and every server has to
 * accept. With a URI its host is used instead of the header `Host`.
 */
export interface RequestTarget {
  /** Path and query, beginning with `/`. */
  readonly url: string;
  /** The host of the URI, with its port; undefined if the target is a path. */
  readonly host?: string;
}

const ABSOLUTE = /^https?:\/\/([^/?]+)(.*)$/is;

/** Parses a target. Undefined for other forms: `*`, and the `host:port` of a CONNECT. */
export function requestTarget(text: string): RequestTarget | undefined {
  if (text.startsWith('/')) return { url: text };
  const [, host, rest = ''] = ABSOLUTE.exec(text) ?? [];
  return host === undefined ? undefined : { url: rest.startsWith('/') ? rest : `/${rest}`, host };
}
