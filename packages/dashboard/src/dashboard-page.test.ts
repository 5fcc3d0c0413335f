import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy, dashboardPage } from './dashboard-page.ts';

const built = '<head><meta nonce="{{nonce}}"><script nonce="{{nonce}}"></script></head>';

describe('dashboardPage', () => {
  it('tells the page where it is, where the API is, and the nonce', () => {
    const page = dashboardPage(built, { basePath: '/x/y', apiPath: '', nonce: 'n0nce' });
    expect(page).toBe(
      '<head><base href="/x/y/"><meta name="api-path" content="/"><meta nonce="n0nce"><script nonce="n0nce"></script></head>',
    );
  });

  it.each(['/"><script>', '/&quot;', "/$'$&"])('lets no path break out of its attribute: %s', (basePath) => {
    const page = dashboardPage(built, { basePath, apiPath: basePath, nonce: 'n' });
    const escaped = basePath.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
    expect(page).toContain(`<base href="${escaped}/"><meta name="api-path" content="${escaped}/">`);
  });
});

describe('contentSecurityPolicy', () => {
  it('allows nothing inline, nothing foreign and no eval', () => {
    const policy = contentSecurityPolicy('n0nce');
    expect(policy).toContain("style-src 'self' 'nonce-n0nce'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  });
});
