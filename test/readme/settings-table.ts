/** All settings as a table for the README. It is made from the committed JSON Schema, which is made from the schema. */
import { isObject, objectOr, stringOr, type JsonObject } from '../../lib/core/text/json.ts';
import schema from '../../lib/config/config.schema.json' with { type: 'json' };

interface Row {
  /** `clusters[].namespaces.include`. */
  readonly name: string;
  readonly standard: string;
  readonly sentence: string;
}

/** The settings as a table in Markdown: name, default, what it does. */
export function settingsTable(): string {
  const rows = settingsRows(schema, '').map(
    ({ name, standard, sentence }) => `| \`${name}\` | ${cell(standard)} | ${cell(sentence)} |`,
  );
  return ['| setting | default | what it does |', '|---|---|---|', ...rows, ''].join('\n');
}

/** A row for each key of a mapping, followed by the rows of what is in it. */
function settingsRows(mapping: unknown, prefix: string): readonly Row[] {
  const { properties, required } = objectOr(mapping);
  const needed: readonly unknown[] = Array.isArray(required) ? required : [];
  return Object.entries(objectOr(properties)).flatMap(([key, value]) => {
    const setting = objectOr(value);
    const name = `${prefix}${key}`;
    return [settingsRow(name, setting, needed.includes(key))].concat(
      settingsRows(setting, `${name}.`),
      settingsRows(setting['items'], `${name}[].`),
    );
  });
}

function settingsRow(name: string, setting: JsonObject, required: boolean): Row {
  const sentence = stringOr(setting['description'], '');
  if (required) return { name, standard: 'required', sentence };
  return { name, standard: 'default' in setting ? `\`${flow(setting['default'])}\`` : '–', sentence };
}

/** A value as YAML writes it in one line. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((entry) => `'${String(entry)}'`).join(', ')}]`;
  return isObject(value) ? '{}' : String(value);
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
