/**
 * Who listens on loopback alone answers only to names of loopback. A page in a browser can point a name of its own at
 * 127.0.0.1 (DNS rebinding), and would reach through it what this process may reach; the `Host` header gives it away.
 */
import { isLoopback } from '../core/names/loopback.ts';

/** Whether who listens on this address is reached from this machine alone. */
export function isLoopbackAddress(address: string): boolean {
  return isLoopback({ hostname: address.includes(':') ? `[${address}]` : address });
}

// A name or address with or without a port, and nothing else that a URL may have.
const HOST = /^[\w.:[\]-]+$/;

/** Whether a `Host` header (`localhost:5000`, `[::1]`) names this machine itself, or `own`, the address that is listened on. */
export function isLoopbackHost(host: string | undefined, own: string): boolean {
  if (host === undefined || !HOST.test(host) || !URL.canParse(`http://${host}`)) return false;
  const { hostname } = new URL(`http://${host}`);
  return isLoopback({ hostname }) || hostname === own;
}
