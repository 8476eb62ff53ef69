/** The entry point that the platform loads: it picks a function by its registered name (`FUNCTION_TARGET`). */
import { http } from '@google-cloud/functions-framework';
import { silenceLibraries } from '../lib/config/silence-libraries.ts';
import { configEntry } from '../lib/output/log-entries.ts';
import { logLine } from '../lib/output/log-line.ts';
import { imagePushed } from './image-pushed.ts';

const log = (line: string): void => void process.stdout.write(`${line}\n`);

const warnings = silenceLibraries(process.env);
if (warnings.length > 0) log(logLine(configEntry(warnings), undefined));

http('imagePushed', imagePushed({ environment: process.env, log }));
