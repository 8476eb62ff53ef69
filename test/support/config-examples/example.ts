/** An example of a configuration. */
/**
 * Texts and what is wrong with them: the program and the JSON Schema are both held against this table.
 * `beyondSchema` marks what a JSON Schema cannot say.
 */
export interface Example {
  readonly title: string;
  readonly yaml: string;
  readonly wrong: readonly (readonly [path: string, code: string])[];
  readonly beyondSchema?: true;
}

const CLUSTERS = 'clusters: [{ server: "http://127.0.0.1:8001" }]\n';

/** An example with a valid cluster before it. */
export function beside(title: string, yaml: string, ...wrong: Example['wrong']): Example {
  return { title, yaml: CLUSTERS + yaml, wrong };
}

/** As {@link beside}, for what only the program can know. */
export function meaning(title: string, yaml: string, ...wrong: Example['wrong']): Example {
  return { ...beside(title, yaml, ...wrong), beyondSchema: true };
}

export function cluster(title: string, entry: string, ...wrong: Example['wrong']): Example {
  return { title, yaml: `clusters: [${entry}]`, wrong };
}
