/** An event as a client sees it. */
export interface ReadEvent {
  event: string;
  id: string;
  data: Record<string, unknown>;
}

/** A stream of events that is being read. */
export interface EventReader {
  status: number;
  headers: Headers;
  /** The next event; null when the stream has ended. Comments are passed over. */
  next(): Promise<ReadEvent | null>;
  /** The next lines as they came, up to an empty one. */
  nextBlock(): Promise<string | null>;
  /** Goes away. */
  close(): void;
}

/** Opens a stream of events with fetch, as a browser without `EventSource` does. */
export async function openEvents(url: string, headers: Record<string, string> = {}): Promise<EventReader> {
  const gone = new AbortController();
  const response = await fetch(url, { headers, signal: gone.signal });
  const blocks = response.body === null ? null : blocksOf(response.body);
  const nextBlock = async () => (await blocks?.next().catch(() => undefined))?.value ?? null;
  return {
    status: response.status,
    headers: response.headers,
    nextBlock,
    async next() {
      for (let block = await nextBlock(); block !== null; block = await nextBlock()) {
        const event = parse(block);
        if (event !== null) return event;
      }
      return null;
    },
    close: () => gone.abort(),
  };
}

async function* blocksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string, undefined> {
  let rest = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop() ?? '';
    yield* blocks;
  }
}

function parse(block: string): ReadEvent | null {
  const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s) as [string, string]));
  const event = fields.get('event');
  if (event === undefined) return null;
  return { event, id: fields.get('id') ?? '', data: JSON.parse(fields.get('data') ?? '{}') };
}
