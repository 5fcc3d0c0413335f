import { ApiError } from '../api/api-error.ts';
import { BotHeader } from '../backstage/bot-header.tsx';
import { texts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Failure } from '../ui/failure.tsx';
import { Loading } from '../ui/loading.tsx';
import { Notice } from '../ui/notice.tsx';
import { PlaygroundChat } from './playground-chat.tsx';
import { PlaygroundNotices } from './playground-notices.tsx';
import { TurnList } from './turn-list.tsx';
import { usePlayground } from './use-playground.ts';

/** Talks to a copy of a bot as a contact would, and shows what it thinks. */
export function PlaygroundPage({ userId }: { userId: string }) {
  return (
    <>
      <BotHeader userId={userId} current="playground" />
      <Playground userId={userId} />
    </>
  );
}

function Playground({ userId }: { userId: string }) {
  const { state, say, reset } = usePlayground(userId);
  if (state.isPending) return <Loading />;
  if (state.error instanceof ApiError && state.error.code === 'not_supported')
    return <Notice>{texts.playground.notSupported}</Notice>;
  if (state.data === undefined) return <Failure error={state.error} retry={() => void state.refetch()} />;
  const playground = state.data;
  return (
    <>
      <PlaygroundNotices userId={userId} state={playground} />
      <div className="grid gap-6 lg:grid-cols-2">
        <Card
          title={texts.playground.chat.title}
          actions={
            <Button
              isBusy={reset.isPending}
              disabled={playground.messages.length === 0}
              onClick={() => reset.mutate()}
            >
              {texts.playground.startOver}
            </Button>
          }
        >
          <PlaygroundChat state={playground} onSay={(text) => say.mutateAsync(text)} />
          {reset.isError && <Failure error={reset.error} />}
        </Card>
        <Card title={texts.playground.turns.title}>
          <TurnList turns={playground.turns} />
        </Card>
      </div>
    </>
  );
}
