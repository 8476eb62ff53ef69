/**
 * The entry point that the platform loads. Importing it reads nothing: the configuration is read when the framework's
 * server begins to listen, and a wrong one ends the process before it does.
 */
import { http } from '@google-cloud/functions-framework';
import { onServerStart } from '../lib/http/framework/guard-server.ts';
import { startFunctions, type Functions } from './start.ts';

let functions: Functions | undefined;
const started = (): Functions =>
  (functions ??= startFunctions(process.env, (line) => void process.stdout.write(`${line}\n`)));

onServerStart(started);
http('imagePushed', (request, response): unknown => started().imagePushed(request, response));
http('updateImage', (request, response): unknown => started().updateImage(request, response));
