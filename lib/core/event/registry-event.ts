/** The registry event that pushing an image brings, for those that make one themselves. */

/** As JSON. `name` is the repository as it is to be spelled, without tag and digest; `digest` is `sha256:…` alone. */
export function registryEvent(name: string, tag: string, digest?: string): string {
  return JSON.stringify({
    action: 'INSERT',
    ...(digest === undefined ? {} : { digest: `${name}@${digest}` }),
    tag: `${name}:${tag}`,
  });
}
