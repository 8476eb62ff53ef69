/** Bad inputs of the Terraform module. */

/** An input that a plan refuses. */
export interface Refused {
  /** As a name of a run. */
  readonly what: string;
  readonly variables: string;
  /** What the sentence has to name: what came, or what to write. */
  readonly names: string | readonly string[];
}
