import { Problem } from '../problem.ts';
import type { DistinctHeaders } from './host.ts';

/**
 * Refuses what a page of another site sends through its visitor's browser. Programs send neither of the headers.
 * @throws Problem 403.
 */
export function checkOrigin(headers: DistinctHeaders, authority: string | null): void {
  if (!isForeign(headers, authority)) return;
  const detail =
    'The request comes from a page of another origin. A proxy in front of this server must pass the Host header on.';
  throw new Problem(403, 'forbidden_origin', detail);
}

function isForeign(headers: DistinctHeaders, authority: string | null): boolean {
  if (headers['sec-fetch-site']?.some((site) => site.trim().toLowerCase() === 'cross-site')) return true;
  const origins = headers.origin;
  if (origins === undefined) return false;
  const hosts = authority === null ? (headers.host ?? []) : [authority];
  const [origin = '', ...moreOrigins] = origins;
  const [host = '', ...moreHosts] = hosts;
  return moreOrigins.length > 0 || moreHosts.length > 0 || !isOriginOf(origin, host);
}

/** Schemes are not compared: behind a proxy that ends TLS the server does not know its own. */
function isOriginOf(origin: string, host: string): boolean {
  const url = URL.parse(origin);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return false;
  return url.host === URL.parse(`${url.protocol}//${host}`)?.host;
}
