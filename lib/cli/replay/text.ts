/** The account of a replay: as a text with counts and reasons, or as one JSON document with a row for every message. */
import { printable } from '../../core/text/printable.ts';
import { topicName } from '../../core/names/topic.ts';
import { jsonText } from '../terminal/json-text.ts';
import { plainTable } from '../terminal/plain-table.ts';
import { commandLine, reasonHead } from '../terminal/reason-head.ts';
import { wrap } from '../terminal/wrap.ts';
import type { Outcome, Subject } from '../../replay/outcome.ts';
import { Tally, whyOf, type Counts, type ReasonCount } from '../../replay/tally.ts';

/** How the whole of it ended. */
export interface Ending {
  readonly dryRun: boolean;
  readonly interrupted: boolean;
}

export interface Account {
  readonly add: (outcome: Outcome) => void;
  readonly end: (ending: Ending) => void;
  readonly tally: Tally;
}

type Write = (text: string) => void;

/** A dry run writes a line for each message; of all others only counts, and why something was not published. */
export function textAccount(write: Write): Account {
  const tally = new Tally();
  return {
    tally,
    add: (outcome) => {
      tally.add(outcome);
      if (outcome.result === 'planned')
        write(`${subjectText(outcome.subject)} to ${topicName(outcome.topic)}\n`);
    },
    end: ({ dryRun }) => write(summaryText(tally, dryRun)),
  };
}

/** Rows are written as they come: a million of them is not held. Keys are only ever added to it. */
export function jsonAccount(write: Write): Account {
  const tally = new Tally();
  let separator = '{\n"messages": [\n';
  return {
    tally,
    add: (outcome) => {
      tally.add(outcome);
      write(`${separator}${jsonText(rowOf(outcome)).trimEnd()}`);
      separator = ',\n';
    },
    end: (ending) => {
      const opening = tally.read === 0 ? separator : '';
      write(`${opening}],${jsonText(summaryOf(tally, ending)).slice(1)}`);
    },
  };
}

function summaryOf(tally: Tally, ending: Ending) {
  return {
    ...ending,
    read: tally.read,
    ...tally.counts,
    topics: tally.topics,
    reasons: tally.reasons.map(({ examples: _examples, ...reason }) => reason),
  };
}

function rowOf(outcome: Outcome) {
  const { result, subject } = outcome;
  return {
    result,
    ...subject,
    ...('topic' in outcome ? { topic: topicName(outcome.topic) } : {}),
    ...('id' in outcome ? { publishedAs: outcome.id } : {}),
    ...reasonFields(outcome),
  };
}

/** What the function ignores needs no remedy in each row. */
function reasonFields(outcome: Outcome) {
  const told = whyOf(outcome);
  if (told === undefined) return {};
  const { reason, detail, remedy, command } = told;
  if (outcome.result === 'ignored') return { reason, detail };
  return { reason, detail, remedy, ...(command === undefined ? {} : { command }) };
}

function summaryText(tally: Tally, dryRun: boolean): string {
  return [
    `${tally.read} read: ${countsText(tally.counts, dryRun)}.`,
    ...(tally.topics.length > 0 ? [topicsTable(tally, dryRun)] : []),
    ...tally.reasons.map(reasonText),
    '',
  ].join('\n');
}

function countsText(counts: Counts, dryRun: boolean): string {
  const { published, planned, ignored, malformed, discarded, failed } = counts;
  return [
    dryRun ? `${planned} would be published` : `${published} published`,
    `${ignored} ignored`,
    `${malformed} malformed`,
    ...(discarded > 0 ? [`${discarded} discarded`] : []),
    `${failed} failed`,
  ].join(', ');
}

function topicsTable({ topics }: Tally, dryRun: boolean): string {
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

function subjectText({ line, message, push, image }: Subject): string {
  return [
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(message === undefined ? [] : [`message ${printable(message)}`]),
    ...(push === undefined || push === message ? [] : [`push ${printable(push)}`]),
    ...(image === undefined ? [] : [printable(image)]),
  ].join(', ');
}
