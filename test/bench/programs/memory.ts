/** Memory of this process in MB of 10^6 bytes, as answers to the bench. */
import { readFileSync } from 'node:fs';

/** What is in memory now, and the most that ever was. */
export const MEMORY = { resident, peak } as const;

function resident(): number {
  return process.memoryUsage.rss() / 1e6;
}

function peak(): number {
  // Not maxRSS where it can be had otherwise: on Linux that begins with what the parent process had at the fork.
  const bytes = process.platform === 'linux' ? highWaterMark() : process.resourceUsage().maxRSS * 1024;
  return bytes / 1e6;
}

function highWaterMark(): number {
  const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}
