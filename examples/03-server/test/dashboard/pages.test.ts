import type { PageLook } from '@chat-imposter/testing/browser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFindings } from './support/accessibility.ts';
import { cannotRun, type DashboardWorld, startDashboardWorld } from './support/dashboard-world.ts';
import { everyPage } from './support/every-page.ts';
import { playScene, SCENE_IDS } from './support/scene.ts';
import { settled } from './support/settled.ts';

const LOOKS: Readonly<Record<string, PageLook>> = {
  'on a desktop, light': { viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  'on a phone, dark': {
    viewport: { width: 390, height: 844 },
    colorScheme: 'dark',
    isMobile: true,
    hasTouch: true,
  },
};

describe.skipIf(cannotRun !== null)('every page of the dashboard', () => {
  let world: DashboardWorld;

  beforeAll(async () => {
    world = await startDashboardWorld({ mountPath: '/x/y' });
    await playScene(world);
  });

  afterAll(() => world[Symbol.asyncDispose]());

  describe.each(Object.entries(LOOKS))('%s', (_, look) => {
    it.each(Object.entries(everyPage(SCENE_IDS)))(
      '%s is accessible, fits the screen, and asks for nothing that its policy forbids',
      async (__, path) => {
        await using watched = await world.open(path, look);
        const { page, requests, errors } = watched;
        await settled(page);
        expect(await accessibilityFindings(page)).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
        expect(requests.filter((url) => !url.startsWith(`${world.url}/`))).toEqual([]);
        expect(await watched.violations()).toEqual([]);
        expect(errors).toEqual([]);
      },
    );
  });
});
