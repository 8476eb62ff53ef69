/** What is told of an event once it is over: log lines, and the report for whoever listens on the results topic. */
import type { Handled } from './core/handled.ts';
import type { Publish } from './core/message.ts';
import { tellsSomething } from './core/report.ts';
import type { Topic } from './core/topic.ts';
import { logEntries, unpublishedEntry } from './output/log-entries.ts';
import { logLine } from './output/log-line.ts';
import { reportEvent } from './output/report-event.ts';
import type { Trace } from './output/trace.ts';

/** Where reports are published. */
export interface Results {
  readonly topic: Topic;
  readonly publish: Publish;
}

/** How long publishing a report may take, in milliseconds: the answer to Pub/Sub waits for it. */
const PUBLISH_MS = 10_000;

export interface Telling {
  readonly log: (line: string) => void;
  readonly trace: Trace | undefined;
  readonly results: Results | undefined;
}

/** Never rejects: that something could not be published is logged, and changes no outcome. */
export async function tell(handled: Handled, { log, trace, results }: Telling): Promise<void> {
  for (const entry of logEntries(handled)) log(logLine(entry, trace));
  if (results === undefined || handled.event !== 'handled' || !tellsSomething(handled.report)) return;
  const event = { id: crypto.randomUUID(), time: Date.now() };
  const message = reportEvent(handled.report, handled.delivery, event);
  const [published] = await results.publish(results.topic, [message], AbortSignal.timeout(PUBLISH_MS));
  if (published !== undefined && 'fault' in published)
    log(logLine(unpublishedEntry(handled, published.fault), trace));
}
