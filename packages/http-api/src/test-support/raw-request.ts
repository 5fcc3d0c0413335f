/** The text of a request below the mount path, with exactly these headers, after which the server closes the connection. */
export function rawRequest(method: string, path: string, headers: readonly string[], body = ''): string {
  const lines = [`${method} {base}${path} HTTP/1.1`, ...headers, 'Connection: close'];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}
