/** Locations of GKE clusters: regions, `europe-west1`, and their zones, `europe-west1-b`. */

/** Whether two locations are the same, or one is a zone of the other; `-` matches every location. */
export function locationsOverlap(a: string, b: string): boolean {
  return [a, b].includes('-') || a === b || a.startsWith(`${b}-`) || b.startsWith(`${a}-`);
}
