export interface BotHeaderProps {
  userId: string;
  current: 'backstage' | 'groups' | 'playground' | 'edit';
}

/** Which bot a page is about. */
export function BotHeader({ userId }: BotHeaderProps) {
  return <h1 className="text-2xl font-semibold">{userId}</h1>;
}
