import type { IncomingMessage } from 'node:http';
import { isIPv4, isIPv6 } from 'node:net';
import { Problem } from '../problem.ts';

const HOST_AND_PORT = /^(\[[^\]]*\]|[^:[\]@/?#\s]+)(?::\d{1,5})?$/;
const PLAIN_NAME = /^[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?$/i;

/** The headers of a request as lists, so that a repeated one shows. */
export type DistinctHeaders = IncomingMessage['headersDistinct'];

/** Decides whether a host that a request names is ours. */
export type HostRule = (host: string) => boolean;

/**
 * Makes the rule that keeps out pages which reach this machine under a name of their own (DNS rebinding): `localhost`
 * and every IP address are ours, and the listed names. Ports do not matter.
 * @throws TypeError when an entry is not a plain host name.
 */
export function hostRule(allowedHosts: readonly string[]): HostRule {
  const names = new Set(['localhost', ...allowedHosts.map(plainName)]);
  return (host) => {
    const name = HOST_AND_PORT.exec(host)?.[1]?.toLowerCase();
    return name !== undefined && (names.has(name) || isIpLiteral(name));
  };
}

/**
 * Refuses a request for a foreign host. Both the `Host` header, which must be there once, and the host of an
 * absolute-form target must be ours.
 * @throws Problem 421.
 */
export function checkHost(headers: DistinctHeaders, authority: string | null, isOwn: HostRule): void {
  const hosts = headers.host ?? [];
  const named = authority === null ? hosts : [...hosts, authority];
  if (hosts.length === 1 && named.every(isOwn)) return;
  const detail =
    'This server does not answer under the host name of the request. Use localhost or an IP address, ' +
    'or list the name in allowedHosts.';
  throw new Problem(421, 'forbidden_host', detail);
}

function isIpLiteral(name: string): boolean {
  return name.startsWith('[') ? isIPv6(name.slice(1, -1)) : isIPv4(name);
}

function plainName(entry: string): string {
  if (!PLAIN_NAME.test(entry)) {
    throw new TypeError(
      `allowedHosts: "${entry}" is not a host name. Give names like bots.example.com, without scheme, port or path.`,
    );
  }
  return entry.toLowerCase();
}
