/** Messages of programs and libraries that had a secret in their hands. */
import { objectOr } from '../text/json.ts';
import { printable } from '../text/printable.ts';

const SHOWN = 200;

/**
 * The first line of a message, cut, printable, and without anything that may be a token or part of a key: every
 * word of 20 characters without a space.
 */
export function safeMessage(text: string): string {
  const [line = ''] = text.trim().split('\n');
  return printable(line.replace(/[^\s"'`]{20,}/g, '…'), SHOWN);
}

/** What an error of the system or of a library says. JSON.parse quotes what it was given, so nothing of that. */
export function thirdPartyMessage(error: unknown): string {
  const { code, path } = objectOr(error);
  if (typeof code === 'string') return typeof path === 'string' ? `${code}, ${printable(path)}` : code;
  if (error instanceof SyntaxError) return error.name;
  return safeMessage(error instanceof Error ? error.message : String(error));
}
