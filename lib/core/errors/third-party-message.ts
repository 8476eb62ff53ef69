/** Messages of programs and libraries that handle secrets. */
import { objectOr } from '../text/json.ts';
import { printable } from '../text/printable.ts';

const SHOWN = 200;

/**
 * The first line of a message, truncated and printable. Every word of 20 characters or more is removed, because it may be
 * a token or a part of a key.
 */
export function safeMessage(text: string): string {
  const [line = ''] = text.trim().split('\n');
  return printable(line.replace(/[^\s"'`]{20,}/g, '…'), SHOWN);
}

/** The message of a system or library error. Messages of JSON.parse quote the input, so only the name of the error is used. */
export function thirdPartyMessage(error: unknown): string {
  const { code, path } = objectOr(error);
  if (typeof code === 'string') return typeof path === 'string' ? `${code}, ${printable(path)}` : code;
  if (error instanceof SyntaxError) return error.name;
  return safeMessage(error instanceof Error ? error.message : String(error));
}
