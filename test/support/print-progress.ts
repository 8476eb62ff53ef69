/** Where people look while results go to standard output. */
export function printProgress(line: string): void {
  process.stderr.write(`${line}\n`);
}
