/** Texts of the configuration: connects valibot with the parsers of the core. */
import * as v from 'valibot';

/** The expected value of a text. YAML parses `1.0`, `true` and `null` as other types. */
export const TEXT = 'a text (in quotes if it looks like a number, true, false or null)';

/** The result of a parser: a value, or what it expected. */
export type Parsed<T> = { readonly value: T } | { readonly invalid: string };

/** The action that replaces a text by its parsed value; a parse error becomes an issue. */
export function parsedBy<T>(parse: (text: string) => Parsed<T>): v.RawTransformAction<string, T> {
  return v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const parsed = parse(dataset.value);
    if ('value' in parsed) return parsed.value;
    // The text of a complaint adds "expected" and "got" itself.
    addIssue({ message: parsed.invalid.replaceAll(/^expected |, got `[^`]*`$/g, '') });
    return NEVER;
  });
}
