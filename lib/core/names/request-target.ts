/**
 * What a request asks for (RFC 9112, 3.2): a path, or the whole URI, as clients send it to a proxy and as every server has
 * to take it. Then the host of the URI counts, and not the header `Host`.
 */
export interface RequestTarget {
  /** Path and query, beginning with `/`. */
  readonly url: string;
  /** The host that the URI names, with its port; missing where the target is a path. */
  readonly host?: string;
}

const ABSOLUTE = /^https?:\/\/([^/?]+)(.*)$/is;

/** Reads a target. Undefined for all others: `*`, and the `host:port` of a CONNECT. */
export function requestTarget(text: string): RequestTarget | undefined {
  if (text.startsWith('/')) return { url: text };
  const [, host, rest = ''] = ABSOLUTE.exec(text) ?? [];
  return host === undefined ? undefined : { url: rest.startsWith('/') ? rest : `/${rest}`, host };
}
