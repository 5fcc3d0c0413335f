/** What one answer with the page is made for. */
export interface PageOptions {
  /** Where the dashboard is mounted: empty, or a path that begins with `/` and does not end with it. */
  basePath: string;
  /** Where the API is mounted, of the same form. */
  apiPath: string;
  /** Lets the styles that the page makes itself pass the policy; another one for each answer. */
  nonce: string;
}

const NONCE = /\{\{nonce\}\}/g;

/** The built page for one place: links are relative to `basePath`, and the application finds the API. */
export function dashboardPage(built: string, { basePath, apiPath, nonce }: PageOptions): string {
  const head = `<head><base href="${attribute(`${basePath}/`)}"><meta name="api-path" content="${attribute(`${apiPath}/`)}">`;
  return built.replace('<head>', () => head).replace(NONCE, () => nonce);
}

/**
 * What the page may do: nothing of another origin, no inline script, no `eval`, no frame around it; styles that it makes
 * itself carry the nonce.
 */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'self'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
