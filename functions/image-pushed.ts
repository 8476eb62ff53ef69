/**
 * `imagePushed`: what Pub/Sub calls when an image was pushed. It reads the environment, and hands over.
 *
 * Registered as an HTTP function, so that no shape of delivery loses its subscription or attempt, a GET gets an
 * answer, and the end of the request aborts the work.
 */
import type { HttpFunction, Request, Response } from '@google-cloud/functions-framework';
import { openClusters } from '../lib/clusters/open.ts';
import { renderComplaints } from '../lib/config/complaint.ts';
import { loadConfig } from '../lib/config/load.ts';
import type { Environment } from '../lib/core/environment.ts';
import { Fault } from '../lib/core/fault.ts';
import { statusOf, type Handled } from '../lib/core/handled.ts';
import { configEntry, logEntries } from '../lib/output/log-entries.ts';
import { logLine } from '../lib/output/log-line.ts';
import { traceOf } from '../lib/output/trace.ts';
import { handle, type Updater } from '../lib/update.ts';
import { leaveDomain } from './leave-domain.ts';

/** What the function needs from outside: the environment's variables, and where a log line goes. */
export interface Surroundings {
  readonly environment: Environment;
  readonly log: (line: string) => void;
  /** Told of each event after its lines are logged. */
  readonly onHandled?: (handled: Handled) => void;
}

const WHAT_THIS_IS = 'kubernetes-image-updater takes registry events from Pub/Sub by POST.\n';

/** The function. A wrong configuration throws here, before any event, with all complaints in the message. */
export function imagePushed({ environment, log, onHandled }: Surroundings): HttpFunction {
  const updater = open({ environment, log });
  return async (request, response) => {
    leaveDomain();
    if (request.method !== 'POST') {
      response.status(405).set('Allow', 'POST').type('text').send(WHAT_THIS_IS);
      return;
    }
    const handled = await handle(incoming(request), updater, endOf(response));
    const trace = traceOf(request.headers, environment['GOOGLE_CLOUD_PROJECT']);
    for (const entry of logEntries(handled)) log(logLine(entry, trace));
    onHandled?.(handled);
    response.status(statusOf(handled)).end();
  };
}

function open({ environment, log }: Surroundings): Updater {
  const loaded = loadConfig(environment);
  if ('complaints' in loaded) throw new Fault('InvalidConfig', renderComplaints(loaded.complaints));
  if (loaded.warnings.length > 0) log(logLine(configEntry(loaded.warnings), undefined));
  const { settings, clusters } = loaded.config;
  return { settings, sources: openClusters(clusters, { environment }) };
}

/** The body as it came: the framework parses it too, and loses what it takes for a form. */
function incoming({ path, headers, rawBody }: Request) {
  return { path, headers, body: rawBody ?? new Uint8Array(), receivedAt: Date.now() };
}

/** Aborts when the caller goes away before there was an answer. */
function endOf(response: Response): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return gone.signal;
}
