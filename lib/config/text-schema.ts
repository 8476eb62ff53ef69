/** Texts of the configuration: how valibot hands them to the parsers of the core. */
import * as v from 'valibot';

/** What is expected where a text is. YAML takes `1.0`, `true` and `null` for something else. */
export const TEXT = 'a text (in quotes if it looks like a number, true, false or null)';

/** What a parser answers: a value, or what it expected. */
export type Parsed<T> = { readonly value: T } | { readonly invalid: string };

/** The action that replaces a text by what `parse` reads in it; its refusal becomes an issue. */
export function parsedBy<T>(parse: (text: string) => Parsed<T>): v.RawTransformAction<string, T> {
  return v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const parsed = parse(dataset.value);
    if ('value' in parsed) return parsed.value;
    // Complaints say "expected" themselves, and end in what they got.
    addIssue({ message: parsed.invalid.replaceAll(/^expected |, got `[^`]*`$/g, '') });
    return NEVER;
  });
}
