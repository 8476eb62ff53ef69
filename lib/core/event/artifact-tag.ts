/**
 * Tags of what is stored beside an image: signatures, attestations, SBOMs, whatever refers to it. Their tag is the digest
 * of the image with `-` for the `:`, cut to 64 hex digits, and any suffix:
 *
 *     sha256-<64 hex>            the fallback tag of the distribution specification (referrers)
 *     sha256-<64 hex>.sig        cosign 2; also .att, .sbom, and what others put there
 *     sha512-<64 hex or more>    of images under another algorithm
 */
const ARTIFACT_TAG = /^sha(?:256|384|512)-[0-9a-f]{64}/u;

/** Whether a tag names what belongs to an image, and no image. */
export function isArtifactTag(tag: string): boolean {
  return ARTIFACT_TAG.test(tag);
}
