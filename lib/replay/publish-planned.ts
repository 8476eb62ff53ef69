/** Publishing what is planned, each message to its topic. */
import { UpdaterError } from '../core/errors/updater-error.ts';
import type { Publish, Published } from '../core/event/message.ts';
import { topicName } from '../core/names/topic.ts';
import type { ToPublish, ReplayOutcome, Planned } from './replay-outcome.ts';

/** What a replay works with. */
export interface Replay {
  readonly publish: Publish;
  readonly dryRun: boolean;
  readonly onOutcome: (outcome: ReplayOutcome) => void;
}

// What is under way is finished also after Ctrl-C: it would be published all the same, and nobody would know.
const { signal: NEVER } = new AbortController();

/** One outcome for each, in their order. Never rejects. */
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
    published?.fault ?? new UpdaterError('Unexpected', 'the publisher said nothing of this message');
  return { result: 'failed', subject, topic, fault };
}
