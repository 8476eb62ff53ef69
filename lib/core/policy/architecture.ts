/** Processor architectures as tags write them: by Go's name, by the kernel's, or by Docker's for its official images. */
const ARCHITECTURE =
  /^(?:amd64|x86|x64|i?[3-6]86|arm|arm(?:hf|32|64)|arm(?:32|64)?v[5-8]|aarch64|ppc64le|s390x|riscv64|mips64le)$/iu;

/** Whether a word of a tag, such as `arm64`, names an architecture. */
export function isArchitecture(word: string): boolean {
  return ARCHITECTURE.test(word);
}
