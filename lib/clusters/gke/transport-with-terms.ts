/** A transport whose errors contain the names of its GKE cluster, so that the command of the remedy is complete. */
import { toUpdaterError, type UpdaterError } from '../../core/errors/updater-error.ts';
import type { Terms } from '../../core/errors/reason-text.ts';
import { readResponse } from '../../kubernetes/client/api-response.ts';
import { isApiStatus } from '../../kubernetes/client/api-status.ts';
import { responseError } from '../../kubernetes/client/response-error.ts';
import type { Transport } from '../../kubernetes/client/transport.ts';

/** The terms of errors; never throws. */
export type FindTerms = (fault: UpdaterError, signal: AbortSignal) => Promise<Terms>;

/**
 * The same transport, whose errors have these terms too. A 403 of a front end is thrown as `ForbiddenByFrontEnd`. A streamed
 * 403 of the API server is thrown as `Forbidden`, because there is no list to read.
 */
export function transportWithTerms(transport: Transport, findTerms: FindTerms): Transport {
  const sent = async <T>(signal: AbortSignal, send: () => Promise<T>): Promise<T> => {
    try {
      return await send();
    } catch (thrown) {
      const fault = toUpdaterError(thrown);
      throw fault.about(await findTerms(fault, signal));
    }
  };
  return {
    ...transport,
    stream: (request) =>
      sent(request.signal, async () => {
        const received = await transport.stream(request);
        if (received.status === 403) throw responseError(await readResponse(received));
        return received;
      }),
    json: (request) =>
      sent(request.signal, async () => {
        const response = await transport.json(request);
        if (response.status === 403 && !isApiStatus(response.body)) throw responseError(response);
        return response;
      }),
  };
}
