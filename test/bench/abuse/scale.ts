/** How much abuse there is. Bytes are of 10^6 to the MB. */
export interface AbuseScale {
  /** How many bytes a small gzip inflates to. */
  readonly inflated: number;
  /** Connections at once that each send a push of so many bytes. */
  readonly connections: { readonly count: number; readonly bytes: number };
  /** Of one body full of small objects. */
  readonly json: number;
  /** Large bodies at once. */
  readonly bodies: { readonly count: number; readonly bytes: number };
  /** Deployments that run the image, each with an update record of so many bytes. */
  readonly records: { readonly count: number; readonly bytes: number };
  /** Events at once about an image that so many Deployments run. */
  readonly events: { readonly count: number; readonly workloads: number };
  /** How long `/health` is asked before the abuse begins, in milliseconds. */
  readonly quietMs: number;
}

export const FULL_ABUSE: AbuseScale = {
  inflated: 1_000_000_000,
  connections: { count: 200, bytes: 14_000_000 },
  json: 21_000_000,
  bodies: { count: 8, bytes: 31_000_000 },
  records: { count: 1_600, bytes: 240_000 },
  events: { count: 8, workloads: 20_000 },
  quietMs: 2_000,
};

/** Enough to see that it runs; its numbers say nothing. */
export const QUICK_ABUSE: AbuseScale = {
  inflated: 20_000_000,
  connections: { count: 10, bytes: 1_000_000 },
  json: 1_000_000,
  bodies: { count: 2, bytes: 2_000_000 },
  records: { count: 10, bytes: 240_000 },
  events: { count: 2, workloads: 250 },
  quietMs: 100,
};
