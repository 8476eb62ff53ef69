/** Remembers clusters that have just timed out, so that not every event waits for them again. */
import type { Clock } from '../async/clock.ts';
import type { ClusterFault } from '../core/report/report.ts';

type Reason = ClusterFault['reason'];

const REMEMBERED_MS = 60_000;
/** Reasons of timeouts. All others cost only the time of a response. */
const SILENT: ReadonlySet<Reason> = new Set([
  'NoSuchHost',
  'Unreachable',
  'ConnectTimeout',
  'Timeout',
  'OutOfTime',
]);

/** By the name of the cluster or of its entry in the configuration. */
export class SilentClusters {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #noted = new Map<string, { readonly reason: Reason; readonly at: number }>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** Records why a cluster was not read. */
  note(name: string, reason: Reason): void {
    if (SILENT.has(reason)) this.#noted.set(name, { reason, at: this.#clock.now() });
  }

  /** The timeout within the last minute; undefined for other clusters. */
  reasonFor(name: string): Reason | undefined {
    const noted = this.#noted.get(name);
    if (noted === undefined) return undefined;
    const age = this.#clock.now() - noted.at;
    return age >= 0 && age < REMEMBERED_MS ? noted.reason : undefined;
  }
}
