import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** All that the internet routes; what is not in it is of no use, or leads elsewhere by an old rule. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether an IP address is one of the public internet. An IPv4 address in the form of IPv6 (`::ffff:1.2.3.4`) counts as
 * what it is; addresses that lead to an IPv4 address by way of a translator (NAT64, 6to4, Teredo) are not public.
 */
export function isPublicAddress(address: string): boolean {
  // The parser also takes other spellings, such as 127.1, which do not come from a resolver.
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || parsed.match(GLOBAL_UNICAST);
}

/** The IP address that the host of a URL is; null when it is a name. */
export function literalAddress(host: string): string | null {
  const address = host.replace(/^\[|\]$/g, '');
  return isIP(address) === 0 ? null : address;
}

const PRIVATE_NAME = /^[^.]+\.?$|\.(?:localhost|local|internal|home\.arpa)\.?$/;

/** Whether a host name can only mean a machine near by: `localhost`, a single word, or a name of a private zone. */
export function isPrivateName(host: string): boolean {
  return PRIVATE_NAME.test(host);
}
