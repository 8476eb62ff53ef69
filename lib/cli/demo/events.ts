/** Registry events in the form in which Pub/Sub pushes them to the function. */

/** The documented payload of Artifact Registry. */
interface RegistryEvent {
  readonly action: 'INSERT' | 'DELETE';
  readonly digest?: string;
  readonly tag?: string;
}

/** A registry event with the message id and the time that Pub/Sub adds. */
export interface DemoMessage {
  readonly payload: RegistryEvent | string;
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly publishedAt: number;
}

/** The request body of a push subscription: the payload in base64, the message id and the subscription. */
export function pushBody(project: string, { payload, id, publishedAt }: DemoMessage): string {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return JSON.stringify({
    message: {
      data: Buffer.from(text).toString('base64'),
      messageId: id,
      publishTime: new Date(publishedAt).toISOString(),
    },
    subscription: `projects/${project}/subscriptions/image-pushed`,
    deliveryAttempt: 1,
  });
}

/** The path to which a push subscription sends messages of the project's topic `gcr`. */
export function pushPath(project: string): string {
  return `/projects/${project}/topics/gcr`;
}
