/** `glob:<pattern>`: the newest push whose whole tag matches wins; the running tag does not matter. */
import { parseGlob } from '../names/glob.ts';
import { newer, no, type ParsedPolicy } from './policy.ts';

/** Parses the text after `glob:`; `text` is the whole policy. */
export function glob(pattern: string, text: string): ParsedPolicy {
  const parsed = parseGlob(pattern);
  if ('invalid' in parsed) return parsed;
  const { matches } = parsed.glob;
  return {
    policy: {
      text,
      orderedBy: 'time',
      evaluate: (_current, pushed) => (matches(pushed) ? newer : no('NoMatch')),
    },
  };
}
