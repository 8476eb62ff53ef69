/** The entry point that the platform loads: it picks a function by its registered name (`FUNCTION_TARGET`). */
import { http } from '@google-cloud/functions-framework';
import { imagePushed } from './image-pushed.ts';

http(
  'imagePushed',
  imagePushed({ environment: process.env, log: (line) => process.stdout.write(`${line}\n`) }),
);
