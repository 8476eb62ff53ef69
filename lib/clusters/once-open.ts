/** Clusters whose connection has to be worked out first: when an event asks, and again until it succeeds. */
import type { Cluster, ClusterSource } from '../kubernetes/cluster.ts';

/** The source of a cluster that `open` opens; a failure is not remembered. */
export function onceOpen(name: string, open: () => Promise<Cluster>): ClusterSource {
  let opening: Promise<Cluster> | undefined;
  const find = async (): Promise<readonly Cluster[]> => {
    // Events that come at once share one opening.
    opening ??= open();
    try {
      return [await opening];
    } catch (thrown) {
      opening = undefined;
      throw thrown;
    }
  };
  return { name, find };
}
