/** The summary of a replay: text with counts and reasons, or one JSON document with a row for each message. */
import { printable } from '../../core/text/printable.ts';
import { topicName } from '../../core/names/topic.ts';
import { jsonText } from '../terminal/json-text.ts';
import { plainTable } from '../terminal/plain-table.ts';
import { commandLine, reasonHead } from '../terminal/reason-head.ts';
import { wrap } from '../terminal/wrap.ts';
import type { ReplayOutcome, ReplaySubject } from '../../replay/replay-outcome.ts';
import {
  ReplayCounters,
  explainOutcome,
  type OutcomeCounts,
  type ReasonCount,
} from '../../replay/counters.ts';

/** How the replay ended. */
interface ReplayEnd {
  readonly dryRun: boolean;
  readonly interrupted: boolean;
}

export interface ReplaySummary {
  readonly add: (outcome: ReplayOutcome) => void;
  readonly end: (ending: ReplayEnd) => void;
  readonly counters: ReplayCounters;
}

type Write = (text: string) => void;

/** Text: counts, and the reason for each message that was not published. A dry run also has a line for each message. */
export function textSummary(write: Write): ReplaySummary {
  const counters = new ReplayCounters();
  return {
    counters,
    add: (outcome) => {
      counters.add(outcome);
      if (outcome.result === 'planned')
        write(`${subjectText(outcome.subject)} to ${topicName(outcome.topic)}\n`);
    },
    end: ({ dryRun }) => write(summaryText(counters, dryRun)),
  };
}

/** JSON: rows are written at once and not kept in memory. Later versions only add keys. */
export function jsonSummary(write: Write): ReplaySummary {
  const counters = new ReplayCounters();
  let separator = '{\n"messages": [\n';
  return {
    counters,
    add: (outcome) => {
      counters.add(outcome);
      write(`${separator}${jsonText(outcomeRow(outcome)).trimEnd()}`);
      separator = ',\n';
    },
    end: (ending) => {
      const opening = counters.read === 0 ? separator : '';
      write(`${opening}],${jsonText(summaryFields(counters, ending)).slice(1)}`);
    },
  };
}

function summaryFields(counters: ReplayCounters, ending: ReplayEnd) {
  return {
    ...ending,
    read: counters.read,
    ...counters.counts,
    topics: counters.topics,
    reasons: counters.reasons.map(({ examples: _examples, ...reason }) => reason),
  };
}

function outcomeRow(outcome: ReplayOutcome) {
  const { result, subject } = outcome;
  return {
    result,
    ...subject,
    ...('topic' in outcome ? { topic: topicName(outcome.topic) } : {}),
    ...('id' in outcome ? { publishedAs: outcome.id } : {}),
    ...reasonFields(outcome),
  };
}

/** Rows of ignored messages have no remedy. */
function reasonFields(outcome: ReplayOutcome) {
  const explained = explainOutcome(outcome);
  if (explained === undefined) return {};
  const { reason, detail, remedy, command } = explained;
  if (outcome.result === 'ignored') return { reason, detail };
  return { reason, detail, remedy, ...(command === undefined ? {} : { command }) };
}

function summaryText(counters: ReplayCounters, dryRun: boolean): string {
  return [
    `${counters.read} read: ${countsText(counters.counts, dryRun)}.`,
    ...(counters.topics.length > 0 ? [topicsTable(counters, dryRun)] : []),
    ...counters.reasons.map(reasonText),
    '',
  ].join('\n');
}

function countsText(counts: OutcomeCounts, dryRun: boolean): string {
  const { published, planned, ignored, malformed, discarded, failed } = counts;
  return [
    dryRun ? `${planned} would be published` : `${published} published`,
    `${ignored} ignored`,
    `${malformed} malformed`,
    ...(discarded > 0 ? [`${discarded} discarded`] : []),
    `${failed} failed`,
  ].join(', ');
}

function topicsTable({ topics }: ReplayCounters, dryRun: boolean): string {
  const rows = topics.map(({ topic, published, planned, failed }) => [
    topic,
    String(dryRun ? planned : published),
    String(failed),
  ]);
  return plainTable(['topic', dryRun ? 'would be published' : 'published', 'failed'], rows, 2);
}

function reasonText({ reason, remedy, command, count, examples }: ReasonCount): string {
  const lines = examples.map(({ subject, detail }) =>
    wrap(`${subjectText(subject)}: ${printable(detail, 1024)}`, 4),
  );
  const more = count > examples.length ? [`    and ${count - examples.length} more`] : [];
  const commands = command === undefined ? [] : [commandLine(command)];
  return [reasonHead(reason, remedy), ...lines, ...more, ...commands].join('\n');
}

function subjectText({ line, message, push, image }: ReplaySubject): string {
  return [
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(message === undefined ? [] : [`message ${printable(message)}`]),
    ...(push === undefined || push === message ? [] : [`push ${printable(push)}`]),
    ...(image === undefined ? [] : [printable(image)]),
  ].join(', ');
}
