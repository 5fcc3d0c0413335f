import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The API that `vite` forwards to while the application is being worked on. */
const API = 'http://127.0.0.1:8000';

/** The application in `app/`, built into `dist/app` so that it works under any path. */
export default defineConfig({
  root: 'app',
  base: './',
  plugins: [react(), tailwindcss()],
  html: { cspNonce: '{{nonce}}' },
  build: { outDir: '../dist/app', emptyOutDir: true, assetsInlineLimit: 0, target: 'es2023' },
  server: { proxy: { '/api': API, '/chatbot': API, '/health': API, '/ready': API } },
});
