import { isIPv4 } from 'node:net';
import { Problem } from '../problem.ts';
import type { Auth } from './auth.ts';
import type { Principal } from './principal.ts';

const LOOPBACK: Principal = { name: 'loopback', scopes: ['admin'], bots: null, revoked: null };

/**
 * Lets in everybody on this machine without a token, and nobody else: the peer of the socket must be a loopback
 * address, whatever headers say. Not for machines that others use, nor behind a proxy on the same machine, which makes
 * everybody look local.
 */
export function insecureLoopbackOnly(): Auth {
  return {
    checksHosts: true,
    limitsCalls: false,
    async authenticate({ request }) {
      if (isLoopback(request.socket.remoteAddress)) return LOOPBACK;
      throw new Problem(403, 'forbidden', 'This server answers only programs on its own machine.');
    },
  };
}

/** Whether an address is one of this machine to itself: 127.0.0.0/8 (also mapped into IPv6) or ::1. */
export function isLoopback(address: string | undefined): boolean {
  if (address === undefined) return false;
  const plain = address.toLowerCase().replace(/^::ffff:/, '');
  return plain === '::1' || (isIPv4(plain) && plain.startsWith('127.'));
}
