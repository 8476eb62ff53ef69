/** Counts clusters for progress. */

/** The total changes when discovery finds several clusters for an entry, or none. */
export interface ClusterCount {
  readonly done: number;
  readonly total: number;
}

/** Starts with the number of entries in the configuration, and reports each change. */
export function trackClusterCount(entries: number, watch: ((count: ClusterCount) => void) | undefined) {
  let [done, total] = [0, entries];
  watch?.({ done, total });
  return (step: { readonly done: number; readonly more: number }): void => {
    done += step.done;
    total += step.more;
    watch?.({ done, total });
  };
}
