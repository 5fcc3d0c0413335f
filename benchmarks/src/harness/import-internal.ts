/**
 * A source file of the core that its entry does not show, found beside the entry.
 * @param file below `src`
 */
export async function importInternal<Exports>(file: string): Promise<Exports> {
  return (await import(
    new URL(`../src/${file}`, import.meta.resolve('@chat-imposter/core')).href
  )) as Exports;
}
