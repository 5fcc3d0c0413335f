import { createInterface } from 'node:readline';
import { type ChatProvider, createImposter, ImposterError } from '@chat-imposter/core';
import { createFakeChatProvider } from '@chat-imposter/testing';
import { createSqliteStore } from '../../sqlite-store.ts';

/**
 * An application with the bots `good` and `fatal`, whose start ends the process while the second argument is `fatal`.
 * Begins with resuming what was running. On command it links both (`link`), asks for a reload of `fatal` (`reload`), or
 * shows both (`show`); each is answered by one line.
 */
const [path = '', danger] = process.argv.slice(2);
const platform = createFakeChatProvider();
const imposter = createImposter({
  chat: [danger === 'fatal' ? fatal(platform) : platform],
  store: createSqliteStore(path),
});

/** The platform as it is, but for the start of one bot. */
function fatal(provider: ChatProvider): ChatProvider {
  return {
    ...provider,
    open(context) {
      const session = provider.open(context);
      if (context.userId !== 'fatal') return session;
      return { ...session, start: async () => void process.kill(process.pid, 'SIGKILL') };
    },
  };
}

async function link(userId: string): Promise<void> {
  await imposter.start({ user_id: userId, chat_provider_config: { provider_name: 'fakeChat' } });
  await platform.account(userId).scan();
}

async function answer(command: string): Promise<unknown> {
  if (command === 'link') return Promise.all([link('good'), link('fatal')]);
  if (command === 'reload') return imposter.reload('fatal');
  return imposter.statuses();
}

await imposter.resume();
for await (const command of createInterface({ input: process.stdin })) {
  const answered = await answer(command).catch((error: unknown) =>
    ImposterError.is(error) ? error.code : 'failed',
  );
  console.log(JSON.stringify(answered ?? 'done'));
}
await imposter.close();
