/** Runs a program to its end, and says what it took. Reads /proc, so it needs Linux. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { peakBytes } from '../../support/process-usage.ts';

export interface Usage {
  /** Milliseconds from the start to the end. */
  readonly wall: number;
  /** Milliseconds of processor time, those in the kernel included. */
  readonly processor: number;
  /** The most memory that was resident, MB of 10^6 bytes. */
  readonly peak: number;
}

export interface Run {
  readonly file: string;
  readonly arguments: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether its output is wanted; else it goes to /dev/null. */
  readonly reads?: boolean;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** What the program took and wrote. It inherits no environment; rejects where it does not end well. */
export async function runToEnd(run: Run): Promise<Usage & { readonly output: string }> {
  const { file, reads = false, signal } = run;
  const before = endedChildren();
  const begin = performance.now();
  const child = spawn(file, run.arguments, {
    env: { ...run.environment },
    signal,
    stdio: ['ignore', reads ? 'pipe' : 'ignore', 'pipe'],
  });
  const watched = watchPeak(child);
  try {
    const [output, complaint] = await Promise.all([textOf(child.stdout), textOf(child.stderr), ended(child)]);
    const wall = performance.now() - begin;
    if (child.exitCode !== 0) throw new Error(`${file} ended with ${child.exitCode}: ${complaint}`);
    return { wall, processor: endedChildren() - before, peak: watched.peak() / 1e6, output };
  } finally {
    watched.stop();
  }
}

/** What several programs took, one after the other. */
export function added(one: Usage, other: Usage): Usage {
  return {
    wall: one.wall + other.wall,
    processor: one.processor + other.processor,
    peak: Math.max(one.peak, other.peak),
  };
}

function textOf(stream: ChildProcess['stdout']): Promise<string> {
  return stream === null ? Promise.resolve('') : text(stream);
}

async function ended(child: ChildProcess): Promise<void> {
  await once(child, 'exit');
}

const WATCH_MS = 5;

/** The high-water mark is gone when the process is: it is looked up as long as there is one. */
function watchPeak({ pid }: ChildProcess) {
  let peak = 0;
  const look = () => {
    peak = Math.max(peak, peakBytes(pid) ?? 0);
  };
  look();
  const timer = setInterval(look, WATCH_MS);
  return { peak: () => peak, stop: () => clearInterval(timer) };
}

/** USER_HZ is a hundred a second on every Linux there is. */
const TICK_MS = 10;

/** Processor time of this process's children that have ended, in milliseconds; only those of one run end meanwhile. */
function endedChildren(): number {
  // The second field is the program's name in parentheses, which may hold anything: count from its end.
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[13]) + Number(fields[14])) * TICK_MS;
}

/**
 * Milliseconds of processor time that a running process has spent so far. Finer than what /proc says of the whole
 * process, which is in hundredths of a second: a scan costs the API server not many of those.
 */
export function processorTime(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}/schedstat`);
  const nanoseconds = threads.map((file) => Number(readFileSync(file, 'utf8').split(' ')[0]));
  return nanoseconds.reduce((sum, each) => sum + each, 0) / 1e6;
}
