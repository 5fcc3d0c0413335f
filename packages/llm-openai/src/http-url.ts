/** The URL when it is one that requests can go to: http or https, without a user name or password in it; else null. */
export function parseHttpUrl(text: string): URL | null {
  const url = URL.parse(text);
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:';
  return isHttp && url.username === '' && url.password === '' ? url : null;
}
