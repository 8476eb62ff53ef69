/** Processor architectures as tags write them: by Go's name, by the kernel's, or by Docker's for its official images. */
const NAME =
  'amd64|x86(?:[-_]64)?|x64|i?[3-6]86|arm(?:hf|32|64)?|arm(?:32|64)?v[5-8]|aarch64|ppc64le|s390x|riscv64|mips64le';
const WHOLE = new RegExp(`^(?:${NAME})$`, 'iu');
const LAST = new RegExp(`(?<=^|[-_.])(?:${NAME})$`, 'iu');

/** Whether a word of a tag, such as `arm64`, names an architecture. */
export function isArchitecture(word: string): boolean {
  return WHOLE.test(word);
}

/** The architecture at the end of a tag, such as `arm64` of `1.2.3-arm64`; undefined where there is none. */
export function trailingArchitecture(tag: string): string | undefined {
  return LAST.exec(tag)?.[0];
}
