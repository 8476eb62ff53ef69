/** What is kept of a list: the workloads that are wanted, and a note on what was odd. */
import { at, stringOr } from '../../core/json.ts';
import type { Kind } from '../../core/kind.ts';
import { printable } from '../../core/text.ts';
import { parseWorkload, type Workload } from '../../core/workload.ts';
import type { ListedItem } from './list-reader.ts';

const DESCRIBED = 10;

export class WorkloadGathering {
  readonly workloads: Workload[] = [];
  /** The first ten of those that are no such object, safe to print. */
  readonly oddities: string[] = [];
  odd = 0;
  readonly #kind: Kind;
  readonly #wanted: (workload: Workload) => boolean;

  constructor(kind: Kind, wanted: (workload: Workload) => boolean) {
    this.#kind = kind;
    this.#wanted = wanted;
  }

  /** `first` is the number of items on the pages before. */
  take(item: ListedItem, first: number): void {
    if ('unreadable' in item) return this.#note(item.index + first, item.unreadable);
    const workload = parseWorkload(this.#kind, item.value);
    if (workload === undefined) this.#note(item.index + first, describe(this.#kind, item.value));
    else if (this.#wanted(workload)) this.workloads.push(workload);
  }

  #note(index: number, description: string): void {
    this.odd += 1;
    if (this.oddities.length < DESCRIBED) this.oddities.push(`item ${index}: ${description}`);
  }
}

function describe(kind: Kind, value: unknown): string {
  const name = stringOr(at(value, ['metadata', 'name']), '');
  const namespace = stringOr(at(value, ['metadata', 'namespace']), '');
  if (name === '') return `no ${kind.kind}: ${printable(JSON.stringify(value), 80)}`;
  return `${printable(namespace)}/${printable(name)} has no pod template at ${kind.podTemplate.join('.')}`;
}
