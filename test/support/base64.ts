/** As it stands in JSON. */
export function base64(content: string | Uint8Array): string {
  return Buffer.from(content).toString('base64');
}
