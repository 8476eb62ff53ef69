/** Publishes planned messages, each to its topic. */
import { UpdaterError } from '../core/errors/updater-error.ts';
import type { Publish, Published } from '../core/event/message.ts';
import { topicName } from '../core/names/topic.ts';
import type { ToPublish, ReplayOutcome, Planned } from './replay-outcome.ts';

/** The parts of a replay. */
export interface Replay {
  readonly publish: Publish;
  readonly dryRun: boolean;
  readonly onOutcome: (outcome: ReplayOutcome) => void;
}

// Messages in flight are finished after Ctrl-C too: else they would be published without a report.
const { signal: NEVER } = new AbortController();

/** An outcome for each message, in their order. Never rejects. */
export async function publishPlanned(
  planned: readonly Planned[],
  { publish, dryRun }: Pick<Replay, 'publish' | 'dryRun'>,
): Promise<readonly ReplayOutcome[]> {
  const destined = planned.filter((each) => 'topic' in each);
  const outcomes = dryRun ? new Map(destined.map(wouldBe)) : await publishAll(destined, publish);
  return planned.flatMap((each) => ('topic' in each ? (outcomes.get(each) ?? []) : each));
}

type Settled = readonly [ToPublish, ReplayOutcome];

function wouldBe(destined: ToPublish): Settled {
  const { subject, topic } = destined;
  return [destined, { result: 'planned', subject, topic }];
}

async function publishAll(
  destined: readonly ToPublish[],
  publish: Publish,
): Promise<ReadonlyMap<ToPublish, ReplayOutcome>> {
  const byTopic = Map.groupBy(destined, ({ topic }) => topicName(topic));
  const settled = await Promise.all([...byTopic.values()].map((group) => publishGroup(group, publish)));
  return new Map(settled.flat());
}

async function publishGroup(group: readonly ToPublish[], publish: Publish): Promise<readonly Settled[]> {
  const [first] = group;
  if (first === undefined) return [];
  const messages = group.map(({ message }) => message);
  const published = await publish(first.topic, messages, NEVER);
  return group.map((each, index) => [each, toReplayOutcome(each, published[index])]);
}

function toReplayOutcome({ subject, topic }: ToPublish, published: Published | undefined): ReplayOutcome {
  if (published !== undefined && 'id' in published)
    return { result: 'published', subject, topic, id: published.id };
  const fault =
    published?.fault ?? new UpdaterError('Unexpected', 'the publisher returned no result for this message');
  return { result: 'failed', subject, topic, fault };
}
