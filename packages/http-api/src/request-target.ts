/** The first line of a request, taken apart. Nothing is decoded. */
export interface RequestTarget {
  /** The host that an absolute-form target names (RFC 9112, 3.2.2); null for the usual form. */
  authority: string | null;
  path: string;
  /** From the `?` on; empty without one. */
  search: string;
}

const ABSOLUTE_FORM = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)(.*)$/is;

/** Takes a request target apart without normalising it: `..` and `%2e` stay what they are. */
export function parseTarget(url: string): RequestTarget {
  const absolute = ABSOLUTE_FORM.exec(url);
  const local = absolute ? (absolute[2] ?? '') : url;
  const query = local.indexOf('?');
  return {
    authority: absolute ? (absolute[1] ?? '') : null,
    path: query === -1 ? local : local.slice(0, query),
    search: query === -1 ? '' : local.slice(query),
  };
}
