import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Router } from 'wouter';
import { createQueryClient } from './api/query-client.ts';
import { OfflineBanner } from './shell/offline-banner.tsx';
import { Pages } from './shell/pages.tsx';
import { Session } from './shell/session.tsx';
import { Shell } from './shell/shell.tsx';
import { applyTheme, readTheme } from './shell/theme.ts';
import './styles.css';

applyTheme(readTheme());
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => applyTheme(readTheme()));

/** Where the dashboard is mounted; the server tells it as the base of all links. */
const basePath = new URL('.', document.baseURI).pathname.replace(/\/$/, '');

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={createQueryClient()}>
      <Router base={basePath}>
        <Shell>
          <Session>
            <OfflineBanner />
            <Pages />
          </Session>
        </Shell>
      </Router>
    </QueryClientProvider>
  </StrictMode>,
);
