/** Every page of the dashboard for one bot, by a name that can stand in a file name. */
export function everyPage(userId: string): Readonly<Record<string, string>> {
  return {
    home: '/',
    editor: `/edit/${userId}`,
    conversations: `/bots/${userId}`,
    queue: `/bots/${userId}/queue`,
    context: `/bots/${userId}/context`,
    decisions: `/bots/${userId}/decisions`,
    usage: `/bots/${userId}/usage`,
    log: `/bots/${userId}/log`,
    groups: `/bots/${userId}/groups`,
    playground: `/bots/${userId}/playground`,
    'not-found': '/nowhere/at/all',
  };
}
