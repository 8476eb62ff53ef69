/** One share of an event: what is done with a message of the fan-out topic, by `updateCluster` or whoever gets it. */
import { incomingRequest, type Delivery, type DeliveryRequest } from '../core/event/delivery.ts';
import { handleEvent, handlePush, type Handled } from '../core/report/handled.ts';
import type { ClusterReport } from '../core/report/report.ts';
import { attributeName, requireOurTopic, shareIn, type Share } from '../core/event/cluster-task-message.ts';
import { printable } from '../core/text/printable.ts';
import type { ClusterSource, Found } from '../kubernetes/cluster.ts';
import { notFound, workOf, type Work } from './update-cluster.ts';
import type { Updater } from './context.ts';

/** From a request that brings a share to what became of it. Never rejects. */
export function handleShare(
  request: DeliveryRequest,
  updater: Updater,
  signal: AbortSignal,
): Promise<Handled> {
  return handleEvent(incomingRequest(request), updater.settings, (delivery) =>
    bringShare(delivery, updater, signal),
  );
}

/** The same of a delivery that is a share. Throws a Fault for one that is none, or that cannot be understood. */
export async function bringShare(
  delivery: Delivery,
  updater: Updater,
  signal: AbortSignal,
): Promise<Handled> {
  requireOurTopic(delivery, updater.settings);
  return handlePush(delivery, updater.settings, async (push) => {
    const share = shareIn(delivery);
    const clusters = await updateShare(share, updater.sources, workOf(push, updater, signal));
    return clusters === undefined
      ? { event: 'ignored', delivery, reason: 'UnknownCluster', detail: printable(share.cluster) }
      : { event: 'handled', delivery, report: { push, clusters } };
  });
}

/** What a look at entries came to: what was done where the cluster is, and the entries that could not be looked at. */
interface Looked {
  /** Missing where none of them is known to stand for it. */
  readonly done?: readonly ClusterReport[];
  readonly unseen: readonly ClusterReport[];
}

/**
 * Looks under the entry that the share names, and where the cluster is not there, or not any more, under all others.
 * Undefined where no entry stands for it; one that could not be looked at may yet, so its fault is the report.
 */
async function updateShare(
  share: Share,
  sources: readonly ClusterSource[],
  work: Work,
): Promise<readonly ClusterReport[] | undefined> {
  const isNamed = ({ name }: ClusterSource): boolean => attributeName(name) === share.entry;
  const named = await lookUnder(sources.filter(isNamed), share, work);
  if (named.done !== undefined) return named.done;
  const others = await lookUnder(
    sources.filter((source) => !isNamed(source)),
    share,
    work,
  );
  const unseen = [...named.unseen, ...others.unseen];
  return others.done ?? (unseen.length > 0 ? unseen : undefined);
}

async function lookUnder(sources: readonly ClusterSource[], share: Share, work: Work): Promise<Looked> {
  const looked = await Promise.all(sources.map((source) => lookAt(source, share, work)));
  const done = looked.flatMap((each) => (each.done === undefined ? [] : [each.done]));
  return {
    ...(done.length > 0 && { done: done.flat() }),
    unseen: looked.flatMap(({ unseen }) => unseen),
  };
}

async function lookAt(
  source: ClusterSource,
  { cluster, rest }: Share,
  { find, update }: Work,
): Promise<Looked> {
  try {
    const found = await find(source);
    const isMeant = ({ name }: { readonly name: string }): boolean => attributeName(name) === cluster;
    const unseen = partOf({ clusters: [], missing: found.missing }, ({ name }) => name === source.name);
    // What was seen before has shares of its own, and is not repeated while the rest cannot be seen.
    if (isMeant(source) && rest === true && unseen.missing.length > 0)
      return { done: await update(unseen), unseen: [] };
    // By the name of the entry, all that it stands for is meant.
    if (isMeant(source)) return { done: await update(found), unseen: [] };
    const meant = partOf(found, isMeant);
    if (meant.clusters.length + meant.missing.length > 0) return { done: await update(meant), unseen: [] };
    // What the entry could not see may hold the cluster.
    return { unseen: await update(unseen) };
  } catch (thrown) {
    return { unseen: [notFound(source.name, thrown)] };
  }
}

function partOf({ clusters, missing }: Found, isMeant: (each: { readonly name: string }) => boolean): Found {
  return { clusters: clusters.filter(isMeant), missing: missing.filter(isMeant) };
}
