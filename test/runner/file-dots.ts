/**
 * A reporter for mocha that prints a character for each file, then what failed in full, and the totals: `.` passed, `!` has
 * a failure, `,` has skipped tests alone. Ten thousand tests are a dozen lines.
 *
 *     mocha --parallel --reporter test/runner/file-dots.ts
 */
import Mocha from 'mocha';

const WIDTH = 75;

class FileDots extends Mocha.reporters.Base {
  #file: string | undefined;
  #ended = new Set<string>();
  #printed = 0;

  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const end = (file: string | undefined, how: string): void => {
      if (file !== this.#file) this.#printFile();
      this.#file = file;
      this.#ended.add(how);
    };
    runner.on('pass', ({ file }) => end(file, 'passed'));
    runner.on('pending', ({ file }) => end(file, 'pending'));
    // A hook that fails outside of a test may have no file.
    runner.on('fail', ({ file }: Mocha.Runnable) => end(file ?? this.#file, 'failed'));
    runner.once('end', () => {
      this.#printFile();
      process.stdout.write('\n');
      this.epilogue();
    });
  }

  /** Events of a file come together, in parallel runs too: once another one begins, a file has ended. */
  #printFile(): void {
    if (this.#ended.size === 0) return;
    if (this.#printed % WIDTH === 0) process.stdout.write('\n  ');
    process.stdout.write(mark(this.#ended));
    this.#printed += 1;
    this.#ended = new Set();
  }
}

// Mocha takes what `require` gives.
export { FileDots as 'module.exports' };

function mark(ended: ReadonlySet<string>): string {
  const { color } = Mocha.reporters.Base;
  if (ended.has('failed')) return color('fail', '!');
  return ended.has('passed') ? color('bright pass', '.') : color('pending', ',');
}
