/** Creates the functions from the environment, when the platform starts an instance. */
import type { HttpFunction } from '@google-cloud/functions-framework';
import { bootstrap } from '../lib/bootstrap.ts';
import { silenceLibraries } from '../lib/config/silence-libraries.ts';
import { apiFunction } from '../lib/http/framework/api-function.ts';
import { eventFunction } from '../lib/http/framework/event-function.ts';
import { apiOptions } from '../lib/http/api-options.ts';
import { requestsInFlight } from '../lib/http/in-flight.ts';
import { configEntry } from '../lib/logging/log-entries.ts';
import { logLine } from '../lib/logging/log-line.ts';

/** Why these two: lib/decisions/two-functions.md. */
export interface Functions {
  /** For pushes of Pub/Sub; the topic determines their kind. */
  readonly imagePushed: HttpFunction;
  /** For calls of people and CI. */
  readonly updateImage: HttpFunction;
}

/** Reads the configuration. Throws an UpdaterError `InvalidConfig` with all complaints in its message. */
export function startFunctions(
  environment: Record<string, string | undefined>,
  log: (line: string) => void,
  inFlight = requestsInFlight(),
): Functions {
  const warnings = silenceLibraries(environment);
  if (warnings.length > 0) log(logLine(configEntry(warnings), undefined));
  const { app, config } = bootstrap(environment, log);
  const project = environment['GOOGLE_CLOUD_PROJECT'];
  return {
    imagePushed: eventFunction({ app, project, inFlight }),
    updateImage: apiFunction(apiOptions(app, config.callback, { project }), inFlight),
  };
}
