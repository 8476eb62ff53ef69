/**
 * Pub/Sub on loopback, over gRPC as Google's library speaks it: what comes is kept, what is answered is the test's. The
 * messages are those of the protos that the library ships.
 */
import { protos } from '@google-cloud/pubsub';
import {
  Metadata,
  Server,
  ServerCredentials,
  status as STATUS,
  type MethodDefinition,
  type ServerDuplexStream,
  type ServiceError,
} from '@grpc/grpc-js';
import type { Environment } from '../../lib/core/environment.ts';

const {
  AcknowledgeRequest,
  GetSubscriptionRequest,
  ModifyAckDeadlineRequest,
  PublishRequest,
  PublishResponse,
  StreamingPullRequest,
  StreamingPullResponse,
  Subscription,
} = protos.google.pubsub.v1;
const { Empty } = protos.google.protobuf;

export type PublishRequest = protos.google.pubsub.v1.IPublishRequest;
type StreamingPullRequest = protos.google.pubsub.v1.IStreamingPullRequest;
type StreamingPullResponse = protos.google.pubsub.v1.IStreamingPullResponse;
export type ReceivedMessage = protos.google.pubsub.v1.IReceivedMessage;
type SubscriptionSettings = protos.google.pubsub.v1.ISubscription;

/** One StreamingPull. */
interface PullStream {
  readonly requests: readonly StreamingPullRequest[];
  readonly send: (...messages: readonly ReceivedMessage[]) => void;
  /** Ends it with a status. */
  readonly fail: (refusal: Refusal) => void;
}

interface Deadline {
  readonly ackId: string;
  /** 0 gives the message back. */
  readonly seconds: number;
}

export interface PubSubServer {
  readonly environment: Environment;
  readonly port: number;
  /** All that came, the last at the end. */
  readonly publishes: readonly PublishRequest[];
  readonly streams: readonly PullStream[];
  readonly acked: readonly string[];
  readonly deadlines: readonly Deadline[];
  /** What a call is answered with; it may throw a {@link Refusal}. */
  publish: (request: PublishRequest) => readonly string[] | Promise<readonly string[]>;
  describe: (name: string) => SubscriptionSettings;
  acknowledge: () => void;
}

/** A status other than OK. */
export class Refusal extends Error {
  readonly code: STATUS;
  readonly metadata = new Metadata();

  /** `info` is the ErrorInfo of Google's APIs (https://google.aip.dev/193). */
  constructor(code: STATUS, details: string, info?: Readonly<Record<string, string>>) {
    super(details);
    this.code = code;
    if (info !== undefined) this.metadata.set('grpc-status-details-bin', statusDetails(code, details, info));
  }
}

/** Runs a server while `use` runs, on a free port or this one. */
export async function withPubSub<T>(use: (server: PubSubServer) => Promise<T>, at = 0): Promise<T> {
  // As much as Pub/Sub takes, and what stands around it.
  const grpc = new Server({ 'grpc.max_receive_message_length': 11_000_000 });
  const publishes: PublishRequest[] = [];
  const streams: PullStream[] = [];
  const acked: string[] = [];
  const deadlines: Deadline[] = [];
  let count = 0;
  const handlers: Pick<PubSubServer, 'publish' | 'describe' | 'acknowledge'> = {
    publish: ({ messages }) => (messages ?? []).map(() => `id-${(count += 1)}`),
    describe: (name) => ({ name, topic: 'projects/p/topics/gcr', pushConfig: {} }),
    acknowledge: () => undefined,
  };
  grpc.addService(PUBLISHER, {
    publish: unary(async (request: PublishRequest) => {
      publishes.push(request);
      return { messageIds: [...(await server.publish(request))] };
    }),
  });
  grpc.addService(SUBSCRIBER, {
    getSubscription: unary(({ subscription }: protos.google.pubsub.v1.IGetSubscriptionRequest) =>
      server.describe(subscription ?? ''),
    ),
    acknowledge: unary(({ ackIds }: protos.google.pubsub.v1.IAcknowledgeRequest) => {
      server.acknowledge();
      acked.push(...(ackIds ?? []));
      return {};
    }),
    modifyAckDeadline: unary((request: protos.google.pubsub.v1.IModifyAckDeadlineRequest) => {
      const seconds = request.ackDeadlineSeconds ?? 0;
      deadlines.push(...(request.ackIds ?? []).map((ackId) => ({ ackId, seconds })));
      return {};
    }),
    streamingPull: (call: ServerDuplexStream<StreamingPullRequest, StreamingPullResponse>) =>
      void streams.push(pullStream(call)),
  });
  const port = await new Promise<number>((resolve, reject) => {
    grpc.bindAsync(`127.0.0.1:${at}`, ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  const environment = { PUBSUB_EMULATOR_HOST: `127.0.0.1:${port}` };
  const server: PubSubServer = { ...handlers, environment, port, publishes, streams, acked, deadlines };
  try {
    return await use(server);
  } finally {
    grpc.forceShutdown();
  }
}

/** A message as a stream brings it. */
export function received(
  ackId: string,
  message: protos.google.pubsub.v1.IPubsubMessage = {},
): ReceivedMessage {
  const publishTime = { seconds: 1_767_225_600, nanos: 123_456_789 };
  return { ackId, message: { data: Buffer.from(ackId), messageId: `m-${ackId}`, publishTime, ...message } };
}

function pullStream(call: ServerDuplexStream<StreamingPullRequest, StreamingPullResponse>): PullStream {
  const requests: StreamingPullRequest[] = [];
  call.on('data', (request: StreamingPullRequest) => requests.push(request));
  call.on('end', () => call.end());
  call.on('error', () => undefined);
  return {
    requests,
    send: (...receivedMessages) => void call.write({ receivedMessages: [...receivedMessages] }),
    fail: (refusal) => void call.emit('error', refusal),
  };
}

type Answer = (error: Partial<ServiceError> | null, answer?: unknown) => void;

/** A call with one request and one answer. */
function unary<Q>(handle: (request: Q) => unknown): (call: { readonly request: Q }, answer: Answer) => void {
  return (call, answer) => {
    Promise.resolve(call.request)
      .then(handle)
      .then(
        (value) => answer(null, value),
        (error: unknown) =>
          answer(error instanceof Refusal ? error : { code: STATUS.UNKNOWN, details: String(error) }),
      );
  };
}

/** What the static classes of protobufjs have. */
interface MessageType<T> {
  encode(message: T): { finish(): Uint8Array };
  decode(bytes: Uint8Array): T;
}

function method<Q, A>(
  path: string,
  request: MessageType<Q>,
  answer: MessageType<A>,
  streams = false,
): MethodDefinition<Q, A> {
  return {
    path: `/google.pubsub.v1.${path}`,
    requestStream: streams,
    responseStream: streams,
    requestSerialize: (value) => Buffer.from(request.encode(value).finish()),
    requestDeserialize: (bytes) => request.decode(bytes),
    responseSerialize: (value) => Buffer.from(answer.encode(value).finish()),
    responseDeserialize: (bytes) => answer.decode(bytes),
  };
}

const PUBLISHER = { publish: method('Publisher/Publish', PublishRequest, PublishResponse) };

const SUBSCRIBER = {
  getSubscription: method('Subscriber/GetSubscription', GetSubscriptionRequest, Subscription),
  acknowledge: method('Subscriber/Acknowledge', AcknowledgeRequest, Empty),
  modifyAckDeadline: method('Subscriber/ModifyAckDeadline', ModifyAckDeadlineRequest, Empty),
  streamingPull: method('Subscriber/StreamingPull', StreamingPullRequest, StreamingPullResponse, true),
};

/** `google.rpc.Status` with one ErrorInfo, byte by byte: no field here is longer than 127 bytes but the last ones. */
function statusDetails(code: number, message: string, info: Readonly<Record<string, string>>): Buffer {
  const { reason = '', ...metadata } = info;
  const entries = Object.entries(metadata).map(([key, value]) => field(3, field(1, key), field(2, value)));
  const errorInfo = Buffer.concat([field(1, reason), field(2, 'googleapis.com'), ...entries]);
  const any = field(3, field(1, 'type.googleapis.com/google.rpc.ErrorInfo'), field(2, errorInfo));
  return Buffer.concat([Buffer.from([0x08, code]), field(2, message), any]);
}

/** A field that has a length. */
function field(number: number, ...content: readonly (string | Buffer)[]): Buffer {
  const bytes = Buffer.concat(content.map((part) => Buffer.from(part)));
  const low = bytes.length & 0x7f;
  const length = bytes.length < 0x80 ? [low] : [low | 0x80, bytes.length >> 7];
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...length]), bytes]);
}
