import { useBots } from '../api/bots.ts';
import { Failure } from '../ui/failure.tsx';
import { Loading } from '../ui/loading.tsx';

/** All bots. `linking`: the bot whose linking dialog is open. */
export function HomePage({ linking }: { linking?: string }) {
  const bots = useBots();
  if (bots.isPending) return <Loading />;
  if (bots.isError && bots.data === undefined)
    return <Failure error={bots.error} retry={() => void bots.refetch()} />;
  return (
    <p>
      {bots.data.length} {linking}
    </p>
  );
}
