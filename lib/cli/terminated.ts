/** Why a command has to end, where that makes a difference. */

/** The reason of a signal that SIGTERM aborted: an orchestrator ends the process, and others do not know yet. */
export class Terminated extends DOMException {
  constructor() {
    super('terminated by SIGTERM', 'AbortError');
  }
}
