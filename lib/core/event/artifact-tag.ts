/**
 * Tags of artifacts that refer to an image: signatures, attestations, SBOMs. The tag is the digest of the image with `-`
 * instead of `:`, truncated to 64 hex digits, with any suffix:
 *
 *     sha256-<64 hex>            the fallback tag of the distribution specification (referrers)
 *     sha256-<64 hex>.sig        cosign 2; also .att, .sbom, and suffixes of other tools
 *     sha512-<64 hex or more>    of images under another algorithm
 */
const ARTIFACT_TAG = /^sha(?:256|384|512)-[0-9a-f]{64}/u;

/** Whether a tag is that of an artifact of an image, and not of an image. */
export function isArtifactTag(tag: string): boolean {
  return ARTIFACT_TAG.test(tag);
}
