/** How far the work on clusters is. */

/** The total changes while entries turn out to be several clusters, or none. */
export interface ClusterCount {
  readonly done: number;
  readonly total: number;
}

/** Counts from the entries of a configuration on, and tells each change. */
export function trackClusterCount(entries: number, watch: ((count: ClusterCount) => void) | undefined) {
  let [done, total] = [0, entries];
  watch?.({ done, total });
  return (step: { readonly done: number; readonly more: number }): void => {
    done += step.done;
    total += step.more;
    watch?.({ done, total });
  };
}
