/** The folder of the project, which programs are started in and files are read from. */
import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '../..');
