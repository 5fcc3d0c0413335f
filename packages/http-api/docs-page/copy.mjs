/*
 * Puts what the page at `/docs` is made of into `dist/docs-page`: our own script, and Swagger UI with its licence. It is
 * copied, so that who installs this package does not install what comes with Swagger UI's.
 */
import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const target = join(import.meta.dirname, '..', 'dist', 'docs-page');
const swagger = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));

mkdirSync(target, { recursive: true });
copyFileSync(join(import.meta.dirname, 'page.js'), join(target, 'page.js'));
for (const name of [
  'swagger-ui-bundle.js',
  'swagger-ui-bundle.js.LICENSE.txt',
  'swagger-ui.css',
  'LICENSE',
  'NOTICE',
]) {
  copyFileSync(join(swagger, name), join(target, name));
}
