import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The API that `vite` forwards to while the application is being worked on. */
const API = 'http://127.0.0.1:8000';

/** Stands in for a module that `@rjsf/core` names only in its helpers for tests, and that would evaluate code. */
const NO_AJV = fileURLToPath(new URL('app/editor/validation/form-validator-default.ts', import.meta.url));

/** The application in `app/`, built into `dist/app` so that it works under any path. */
export default defineConfig({
  root: 'app',
  base: './',
  plugins: [react(), tailwindcss()],
  resolve: { alias: { '@rjsf/validator-ajv8': NO_AJV } },
  html: { cspNonce: '{{nonce}}' },
  build: { outDir: '../dist/app', emptyOutDir: true, assetsInlineLimit: 0, target: 'es2023' },
  server: { proxy: { '/api': API, '/chatbot': API, '/health': API, '/ready': API } },
});
