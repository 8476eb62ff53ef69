/** Creates the application from the environment: the configuration, its clusters, its topics. */
import { openClusters } from './clusters/open-clusters.ts';
import { renderComplaints } from './config/complaint.ts';
import type { Config } from './config/config.ts';
import { loadConfig } from './config/load-config.ts';
import type { Environment } from './core/environment.ts';
import { UpdaterError } from './core/errors/updater-error.ts';
import type { Destination } from './core/event/message.ts';
import type { Topic } from './core/names/topic.ts';
import { configEntry } from './logging/log-entries.ts';
import { logLine } from './logging/log-line.ts';
import type { App, ResolveDigest } from './pipeline/context.ts';
import { shareFindRunning } from './pipeline/find-running.ts';
import { lazyListTags } from './registry/lazy-list-tags.ts';
import { openPublisher } from './pubsub/publisher.ts';

export interface Bootstrap {
  readonly config: Config;
  readonly app: App;
}

/** Logs warnings. Throws an UpdaterError `InvalidConfig` with all complaints in its message. */
export function bootstrap(environment: Environment, log: (line: string) => void): Bootstrap {
  const loaded = loadConfig(environment);
  if ('complaints' in loaded) throw new UpdaterError('InvalidConfig', renderComplaints(loaded.complaints));
  if (loaded.warnings.length > 0) log(logLine(configEntry(loaded.warnings), undefined));
  const { config } = loaded;
  const { settings, clusters, pubsub } = config;
  const { publish } = openPublisher(environment);
  const to = (topic: Topic | undefined): Destination | undefined => topic && { topic, publish };
  const sources = openClusters(clusters, { environment });
  return {
    config,
    app: {
      settings,
      sources,
      log,
      fanOut: to(pubsub.fanOut),
      replay: to(pubsub.replay),
      results: to(pubsub.results),
      listTags: lazyListTags({ environment, registries: config.registries }),
      findRunning: shareFindRunning({ settings, sources }),
      resolveDigest: lazyResolver(environment, config),
    },
  };
}

/** Registries are read only for calls without a digest: their code is loaded with the first one. */
function lazyResolver(environment: Environment, { registries }: Pick<Config, 'registries'>): ResolveDigest {
  let resolver: Promise<ResolveDigest> | undefined;
  const load = async (): Promise<ResolveDigest> => {
    const { digestResolver } = await import('./registry/digest-resolver.ts');
    const { serverCredentials } = await import('./registry/credential-sources.ts');
    return digestResolver(registries, { credentials: serverCredentials({ environment, registries }) });
  };
  return async (image, deadline) => (await (resolver ??= load()))(image, deadline);
}
