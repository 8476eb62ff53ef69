/** Processes the items of a list: passes workloads to a sink, and records invalid items. */
import { valueAt, stringOr } from '../../core/text/json.ts';
import type { Kind } from '../../core/workload/kind.ts';
import { printable } from '../../core/text/printable.ts';
import { parseWorkload, type Workload } from '../../core/workload/workload.ts';
import type { ListedItem } from './list-reader.ts';

const DESCRIBED = 10;

/** Receives the workloads of a list one at a time, and keeps what it needs. */
export interface WorkloadSink {
  /** A returned promise is awaited before the next workload is read. */
  readonly take: (workload: Workload) => Promise<void> | undefined;
  /** The list ended early: the result is discarded. */
  readonly drop?: () => void;
}

/** Keeps the matching workloads. */
export class KeptWorkloads implements WorkloadSink {
  readonly workloads: Workload[] = [];
  readonly #wanted: (workload: Workload) => boolean;

  constructor(wanted: (workload: Workload) => boolean = () => true) {
    this.#wanted = wanted;
  }

  take(workload: Workload): undefined {
    if (this.#wanted(workload)) this.workloads.push(workload);
  }
}

export class WorkloadGathering {
  /** The first ten invalid items, printable. */
  readonly samples: string[] = [];
  odd = 0;
  readonly #kind: Kind;
  readonly #sink: WorkloadSink;

  constructor(kind: Kind, sink: WorkloadSink) {
    this.#kind = kind;
    this.#sink = sink;
  }

  /** `first` is the number of items on earlier pages. A returned promise has to be awaited. */
  take(item: ListedItem, first: number): Promise<void> | undefined {
    if ('unreadable' in item) return this.#note(item.index + first, () => item.unreadable);
    const workload = parseWorkload(this.#kind, item.value);
    if (workload === undefined) return this.#note(item.index + first, () => describe(this.#kind, item.value));
    return this.#sink.take(workload);
  }

  #note(index: number, description: () => string): undefined {
    this.odd += 1;
    if (this.samples.length < DESCRIBED) this.samples.push(`item ${index}: ${description()}`);
  }
}

function describe(kind: Kind, value: unknown): string {
  const name = stringOr(valueAt(value, ['metadata', 'name']), '');
  const namespace = stringOr(valueAt(value, ['metadata', 'namespace']), '');
  if (name === '') return `no ${kind.kind}: ${printable(JSON.stringify(value), 80)}`;
  return `${printable(namespace)}/${printable(name)} has no pod template at ${kind.podTemplate.join('.')}`;
}
