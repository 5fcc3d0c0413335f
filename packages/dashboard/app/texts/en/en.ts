import { backstage } from './backstage.ts';
import { editor } from './editor.ts';
import { groups } from './groups.ts';
import { home } from './home.ts';
import { linking } from './linking.ts';
import { playground } from './playground.ts';

/** The texts of the dashboard in English, by the part that shows them; those of the pages are in files beside this one. */
export const en = {
  product: 'Chat Imposter',
  loading: 'Loading …',
  retry: 'Try again',
  close: 'Close',
  cancel: 'Cancel',
  forbidden: 'This token may not do that.',
  skipToContent: 'Skip to the content',
  offline: {
    banner: 'The server cannot be reached. What you see may be old; it is tried again by itself.',
    failure: 'The server cannot be reached.',
  },
  notFound: {
    title: 'There is no such page',
    home: 'To the bots',
  },
  crash: {
    title: 'This page has failed',
    hint: 'Reload it; what was saved is kept.',
    reload: 'Reload',
  },
  header: {
    signOut: 'Sign out',
    theme: 'Appearance',
    themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
  },
  signIn: {
    title: 'Sign in',
    hint: 'The server wants its API token (IMPOSTER_API_TOKEN). It is kept in this tab until you close it.',
    token: 'API token',
    action: 'Sign in',
    refused: 'The server does not know this token.',
    tooMany: 'Too many tokens were tried; wait a minute.',
  },
  home,
  linking,
  editor,
  groups,
  backstage,
  playground,
  status: {
    connected: 'Connected',
    disconnected: 'Disconnected',
    connecting: 'Connecting',
    linking: 'Linking',
    invalid_config: 'Invalid',
  },
  mode: {
    fully_functional: 'Answers',
    collection_only: 'Collects only',
  },
} as const;
