import type { ApiAnswer } from '../api-answer.ts';
import type { ApiRequest } from '../api-request.ts';
import { checkReach } from '../auth/principal.ts';
import type { FeedEvent, FeedItem } from '../events/event-feed.ts';
import { visibleEvent } from '../events/visible-event.ts';

/**
 * `GET /api/events`: what happens from now on, or since `Last-Event-ID`, as Server-Sent Events (HTML standard, section 9.2).
 * `gap` tells that events are missing in between: what is shown should be read anew.
 */
export async function readEvents(request: ApiRequest): Promise<ApiAnswer> {
  const caller = request.caller();
  const userId = request.query.get('user_id') as string | undefined;
  if (userId !== undefined) {
    checkReach(caller, userId);
    await request.imposter.status(userId);
  }
  const reader = userId === undefined ? caller : { ...caller, bots: [userId] };
  const items = request.feed.read({
    lastEventId: request.header('last-event-id'),
    ended: request.ended(),
    sees: (event) => visibleEvent(event, reader),
  });
  return {
    status: 200,
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      // Compression and proxies would hold events back.
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    },
    stream: written(items, userId !== undefined),
  };
}

async function* written(
  items: AsyncIterable<FeedItem<FeedEvent>>,
  isOfOneBot: boolean,
): AsyncGenerator<string> {
  yield 'retry: 3000\n\n';
  for await (const item of items) {
    if (item.kind === 'idle') yield `: nothing happened\nid: ${item.id}\n\n`;
    else if (item.kind === 'gap') yield `event: gap\nid: ${item.id}\ndata: {}\n\n`;
    else {
      const { kind, id, time, data } = item.seen;
      yield `event: ${kind}\nid: ${id}\ndata: ${JSON.stringify({ time, ...data })}\n\n`;
      // Whoever has its name next is another bot.
      if (kind === 'removal' && isOfOneBot) return;
    }
  }
}
