/** Creates the registry event of a push, for replays and API calls. */

/** As JSON. `name` is the spelled repository, without tag and digest; `digest` is only `sha256:…`. */
export function registryEvent(name: string, tag: string, digest?: string): string {
  return JSON.stringify({
    action: 'INSERT',
    ...(digest === undefined ? {} : { digest: `${name}@${digest}` }),
    tag: `${name}:${tag}`,
  });
}
