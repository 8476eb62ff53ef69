/** What is told of an event once it is over: log lines, and the report for whoever listens on the results topic. */
import { asFault, Fault } from '../core/errors/fault.ts';
import type { Handled } from '../core/report/handled.ts';
import type { Destination } from '../core/event/message.ts';
import { tellsSomething } from '../core/report/report.ts';
import { eachEntry, unpublishedEntry } from '../logging/log-entries.ts';
import { logLine } from '../logging/log-line.ts';
import { reportEvent } from '../report/report-event.ts';
import type { Trace } from '../logging/trace.ts';

export interface Telling {
  readonly log: (line: string) => void;
  readonly trace: Trace | undefined;
  /** Where reports are published. */
  readonly results: Destination | undefined;
  /** What makes an event of its own of a report: chance and the clock, unless given. */
  readonly stamp?: () => Stamp;
}

export interface Stamp {
  readonly id: string;
  /** Milliseconds since the epoch, an integer. */
  readonly time: number;
}

/** How long publishing a report may take, in milliseconds: the answer to Pub/Sub waits for it. */
const PUBLISH_MS = 10_000;

/** Never rejects: that something could not be published is logged, and changes no outcome. */
export async function tell(handled: Handled, telling: Telling): Promise<void> {
  const { log, trace } = telling;
  for (const entry of eachEntry(handled)) log(logLine(entry, trace));
  try {
    await publishReport(handled, telling);
  } catch (thrown) {
    log(logLine(unpublishedEntry(handled, asFault(thrown)), trace));
  }
}

async function publishReport(handled: Handled, { results, stamp = stampNow }: Telling): Promise<void> {
  if (results === undefined || handled.event !== 'handled' || !tellsSomething(handled.report)) return;
  const message = reportEvent(handled.report, handled.delivery, stamp());
  const [published] = await inTime((signal) => results.publish(results.topic, [message], signal));
  if (published === undefined)
    throw new Fault('Unexpected', 'nothing is known of the report that was published');
  if ('fault' in published) throw published.fault;
}

function stampNow(): Stamp {
  return { id: crypto.randomUUID(), time: Date.now() };
}

/** Waits no longer, even where what it waits for does not heed the signal. */
async function inTime<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const ended = new AbortController();
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    ended.abort();
    late.reject(new Fault('OutOfTime', `not published within ${PUBLISH_MS} ms`));
  }, PUBLISH_MS);
  try {
    return await Promise.race([work(ended.signal), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
