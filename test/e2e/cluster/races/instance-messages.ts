/** What an instance is sent and what it answers. */

export interface Delivered {
  readonly number: number;
  /** Of the request that Pub/Sub sends. */
  readonly body: string;
}

export interface Answered {
  /** That of the delivery. */
  readonly number: number;
  readonly status: number;
  /** Of all that failed; what became of the event where it was not handled. */
  readonly reasons: readonly string[];
  /** Patches that found the workload changed. */
  readonly conflicts: number;
}

export function isDelivery(value: unknown): value is Delivered {
  return typeof value === 'object' && value !== null && 'number' in value && 'body' in value;
}

export function isAnswer(value: unknown): value is Answered {
  return typeof value === 'object' && value !== null && 'number' in value && 'status' in value;
}
