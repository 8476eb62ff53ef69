/** The abort reason of a command that received SIGTERM. */

/** SIGTERM from an orchestrator: load balancers may still send requests for a while. */
export class Terminated extends DOMException {
  constructor() {
    super('terminated by SIGTERM', 'AbortError');
  }
}
