/** The entry point that the platform loads: it picks a function by its registered name (`FUNCTION_TARGET`). */
import { http } from '@google-cloud/functions-framework';
import { silenceLibraries } from '../lib/config/silence-libraries.ts';
import { configEntry } from '../lib/logging/log-entries.ts';
import { logLine } from '../lib/logging/log-line.ts';
import { openUpdater } from '../lib/bootstrap.ts';
import { guardNextServer } from './guard-server.ts';
import { imagePushed } from './image-pushed.ts';
import { updateCluster } from './update-cluster.ts';
import { updateImage } from './update-image.ts';

const log = (line: string): void => void process.stdout.write(`${line}\n`);

const warnings = silenceLibraries(process.env);
if (warnings.length > 0) log(logLine(configEntry(warnings), undefined));

// A wrong configuration throws here, before any event, with all complaints in the message.
const opened = openUpdater(process.env, log);
const surroundings = { opened, log, project: process.env['GOOGLE_CLOUD_PROJECT'] };

guardNextServer();
http('imagePushed', imagePushed(surroundings));
http('updateCluster', updateCluster(surroundings));
http('updateImage', updateImage(surroundings));
