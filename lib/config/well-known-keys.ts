/** Keys that are easily guessed: words of examples, and the result of an unset shell variable. */
import { createHash } from 'node:crypto';

const WORDS = [
  '',
  '…',
  '0',
  '1234',
  '12345',
  '123456',
  '12345678',
  '123456789',
  '1234567890',
  'abc123',
  'admin',
  'api',
  'api-key',
  'api_key',
  'apikey',
  'change-me',
  'changeit',
  'changeme',
  'ci',
  'default',
  'demo',
  'dev',
  'development',
  'example',
  'foo',
  'foobar',
  'hello',
  'image-updater',
  'key',
  'kubernetes',
  'kubernetes-image-updater',
  'letmein',
  'my-key',
  'null',
  'pass',
  'passwd',
  'password',
  'prod',
  'production',
  'qwerty',
  'root',
  's3cret',
  'sample',
  'secret',
  'staging',
  'test',
  'test123',
  'testing',
  'token',
  'undefined',
  'update',
  'your-api-key',
  'your-key',
];

/** Spellings of such a word. */
const VARIANTS: readonly ((word: string) => string)[] = [
  (word) => word,
  (word) => word.toUpperCase(),
  (word) => word.slice(0, 1).toUpperCase() + word.slice(1),
  (word) => `$${word.toUpperCase()}`,
];

let hashes: ReadonlySet<string> | undefined;

/** Whether a SHA-256 in lower-case hex is that of such a key. The list is computed at the first call. */
export function isWellKnown(sha256: string): boolean {
  hashes ??= new Set(
    WORDS.flatMap((word) => VARIANTS.map((variant) => variant(word)))
      // `echo` adds a line break, `printf %s` does not.
      .flatMap((key) => [key, `${key}\n`])
      .map((key) => createHash('sha256').update(key).digest('hex')),
  );
  return hashes.has(sha256);
}
