export function BackstagePage({ userId }: { userId: string }) {
  return <h1 className="text-2xl font-semibold">{userId}</h1>;
}
