/**
 * The entry point that the platform loads. Importing it reads nothing: the configuration is read when the server of the
 * framework starts to listen, and an invalid one ends the process before that.
 */
import { http } from '@google-cloud/functions-framework';
import { onServerStart } from '../lib/http/framework/guard-server.ts';
import { drainOnSignals } from '../lib/http/framework/drain-on-signals.ts';
import { requestsInFlight } from '../lib/http/in-flight.ts';
import { startFunctions, type Functions } from './start.ts';

const inFlight = requestsInFlight();
let functions: Functions | undefined;
const started = (): Functions =>
  (functions ??= startFunctions(process.env, (line) => void process.stdout.write(`${line}\n`), inFlight));

onServerStart((server) => {
  started();
  drainOnSignals(server, inFlight);
});
http('imagePushed', (request, response): unknown => started().imagePushed(request, response));
http('updateImage', (request, response): unknown => started().updateImage(request, response));
