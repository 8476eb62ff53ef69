/** From the environment to what handles events: the configuration, its clusters, its topics. */
import { openClusters } from './clusters/open.ts';
import { renderComplaints } from './config/complaint.ts';
import type { Config } from './config/config.ts';
import { loadConfig } from './config/load.ts';
import type { Environment } from './core/environment.ts';
import { Fault } from './core/errors/fault.ts';
import type { Destination } from './core/event/message.ts';
import type { Topic } from './core/names/topic.ts';
import { configEntry } from './logging/log-entries.ts';
import { logLine } from './logging/log-line.ts';
import { openPublisher } from './pubsub/publisher.ts';
import type { Updater } from './pipeline/context.ts';

export interface Opened {
  readonly config: Config;
  /** Works in place. */
  readonly updater: Updater;
  readonly fanOut: Destination | undefined;
  readonly replay: Destination | undefined;
  readonly results: Destination | undefined;
}

/** Logs warnings. Throws a Fault `InvalidConfig` with all complaints in its message. */
export function openUpdater(environment: Environment, log: (line: string) => void): Opened {
  const loaded = loadConfig(environment);
  if ('complaints' in loaded) throw new Fault('InvalidConfig', renderComplaints(loaded.complaints));
  if (loaded.warnings.length > 0) log(logLine(configEntry(loaded.warnings), undefined));
  const { config } = loaded;
  const { publish } = openPublisher(environment);
  const to = (topic: Topic | undefined) => (topic === undefined ? undefined : { topic, publish });
  return {
    config,
    updater: { settings: config.settings, sources: openClusters(config.clusters, { environment }) },
    fanOut: to(config.pubsub.fanOut),
    replay: to(config.pubsub.replay),
    results: to(config.pubsub.results),
  };
}
