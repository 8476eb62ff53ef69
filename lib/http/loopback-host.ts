/**
 * A server on loopback accepts only host names of loopback. A web page can point its own host name at 127.0.0.1 (DNS
 * rebinding), and could then use the permissions of this process; the `Host` header reveals it.
 */
import { isLoopback } from '../core/names/loopback.ts';

/** Whether a server on this address is reachable only from this machine. */
export function isLoopbackAddress(address: string): boolean {
  return isLoopback({ hostname: address.includes(':') ? `[${address}]` : address });
}

// A name or address with an optional port, and no other part of a URL.
const HOST = /^[\w.:[\]-]+$/;

/** Whether a `Host` header (`localhost:5000`, `[::1]`) names this machine, or `own`, the address of the server. */
export function isLoopbackHost(host: string | undefined, own: string): boolean {
  if (host === undefined || !HOST.test(host) || !URL.canParse(`http://${host}`)) return false;
  const { hostname } = new URL(`http://${host}`);
  return isLoopback({ hostname }) || hostname === own;
}
