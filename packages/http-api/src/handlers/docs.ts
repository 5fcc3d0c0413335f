import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ApiAnswer } from '../api-answer.ts';
import type { ApiRequest } from '../api-request.ts';
import { Problem } from '../problem.ts';

/** Where the build of this package puts the files of the page. */
function folder(): string {
  const root = createRequire(import.meta.url).resolve('@chat-imposter/http-api/package.json');
  return join(dirname(root), 'dist', 'docs-page');
}

/** What the page may load: its own files, and pictures in its styles. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const TYPES: Readonly<Record<string, string>> = {
  'page.js': 'text/javascript; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'swagger-ui.css': 'text/css; charset=utf-8',
};

/** `GET /docs`: `openapi.json` as a page to read and to try. Loads nothing from elsewhere. */
export async function readDocs({ path }: ApiRequest): Promise<ApiAnswer> {
  // Relative to the path as it was called, wherever the API is mounted.
  const base = path.endsWith('/') ? '.' : './docs';
  const text = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Chat Imposter: HTTP API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${base}/swagger-ui.css">
<script src="${base}/swagger-ui-bundle.js" defer></script>
<script src="${base}/page.js" defer></script>
</head>
<body><main id="page"></main></body>
</html>
`;
  return {
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY },
    text,
  };
}

/** `GET /docs/:file`: what the page is made of. */
export async function readDocsFile(request: ApiRequest): Promise<ApiAnswer> {
  const file = request.parameter('file');
  const type = Object.hasOwn(TYPES, file) ? TYPES[file] : undefined;
  if (type === undefined) throw new Problem(404, 'not_found', 'There is nothing at this path.');
  return { status: 200, headers: { 'content-type': type }, text: await readFile(join(folder(), file)) };
}
