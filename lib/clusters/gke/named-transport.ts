/** A transport whose faults name its GKE cluster, so that the command which mends it is there, with all its names. */
import { asFault, type Fault } from '../../core/errors/fault.ts';
import type { Terms } from '../../core/errors/reason-text.ts';
import { readAnswer } from '../../kubernetes/client/response.ts';
import { isApiStatus } from '../../kubernetes/client/api-status.ts';
import { faultOf } from '../../kubernetes/client/status.ts';
import type { Transport } from '../../kubernetes/client/transport.ts';

/** What a fault is to name; never throws. */
export type Names = (fault: Fault, signal: AbortSignal) => Promise<Terms>;

/**
 * The same transport, whose faults have these names too. The 403 of a front end is thrown, since it is about the way,
 * as `ForbiddenByFrontEnd`; a streamed 403 always, as `Forbidden` where the API server says it: it has no list to read.
 */
export function namedTransport(transport: Transport, namesOf: Names): Transport {
  const sent = async <T>(signal: AbortSignal, send: () => Promise<T>): Promise<T> => {
    try {
      return await send();
    } catch (thrown) {
      const fault = asFault(thrown);
      throw fault.about(await namesOf(fault, signal));
    }
  };
  return {
    ...transport,
    stream: (request) =>
      sent(request.signal, async () => {
        const received = await transport.stream(request);
        if (received.status === 403) throw faultOf(await readAnswer(received));
        return received;
      }),
    json: (request) =>
      sent(request.signal, async () => {
        const answer = await transport.json(request);
        if (answer.status === 403 && !isApiStatus(answer.body)) throw faultOf(answer);
        return answer;
      }),
  };
}
