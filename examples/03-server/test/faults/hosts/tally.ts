/** How often each text is there. */
export function countsOf(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

/** How often each reason was given, without the numbers in it. */
export function reasonsOf(reasons: readonly string[]): Record<string, number> {
  return Object.fromEntries(countsOf(reasons.map((reason) => reason.replaceAll(/\d+/g, 'n'))));
}

/** How many messages stand in the rows before one that was sent before them in the same chat. All texts differ. */
export function disorderOf(sent: readonly { text: string; chat: string }[], rows: readonly string[]): number {
  const placeOf = new Map(rows.map((content, place) => [content, place]));
  const latest = new Map<string, number>();
  let disordered = 0;
  for (const { text, chat } of sent) {
    const place = placeOf.get(text);
    if (place === undefined) continue;
    const before = latest.get(chat) ?? -1;
    if (place < before) disordered += 1;
    latest.set(chat, Math.max(before, place));
  }
  return disordered;
}

/** The names of figures that are to be 0 and are not. */
export function brokenOf(figures: Readonly<Record<string, number>>): string[] {
  return Object.keys(figures).filter((name) => figures[name] !== 0);
}
