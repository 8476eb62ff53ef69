/** Hosts that are this machine, or are reached only from it. */
import { BlockList, isIP } from 'node:net';

/** Subnets that end at this machine or its network card. IPv4 addresses count also where they are written as IPv6. */
const LOCAL_SUBNETS: readonly (readonly [network: string, prefix: number, family: 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  // Link-local, with the metadata server of Google Cloud.
  ['169.254.0.0', 16, 'ipv4'],
  ['::', 128, 'ipv6'],
  ['::1', 128, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['fd20:ce::254', 128, 'ipv6'],
];

const LOCAL_NAMES = /^(?:(?:.+\.)?localhost|metadata|metadata\.google\.internal)$/;

const ADDRESSES = new BlockList();
for (const [network, prefix, family] of LOCAL_SUBNETS) ADDRESSES.addSubnet(network, prefix, family);

/** Whether the host is loopback, link-local, or the metadata server, by its text: names are not resolved. */
export function isLocalHost({ hostname }: Pick<URL, 'hostname'>): boolean {
  const address = hostname.replace(/^\[|\]$/g, '');
  const version = isIP(address);
  if (version === 0) return LOCAL_NAMES.test(hostname);
  return ADDRESSES.check(address, version === 4 ? 'ipv4' : 'ipv6');
}
