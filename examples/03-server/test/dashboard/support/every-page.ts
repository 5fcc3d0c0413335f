import type { SceneIds } from './scene.ts';

/** Every page of the dashboard for one bot and a contact of it, by a name that can stand in a file name. */
export function everyPage({ userId, contactId }: SceneIds): Readonly<Record<string, string>> {
  const chosen = `?contact=${encodeURIComponent(contactId)}`;
  return {
    home: '/',
    editor: `/edit/${userId}`,
    conversations: `/bots/${userId}${chosen}`,
    queue: `/bots/${userId}/queue`,
    context: `/bots/${userId}/context${chosen}`,
    decisions: `/bots/${userId}/decisions`,
    usage: `/bots/${userId}/usage`,
    log: `/bots/${userId}/log${chosen}`,
    groups: `/bots/${userId}/groups`,
    playground: `/bots/${userId}/playground`,
    'not-found': '/nowhere/at/all',
  };
}
