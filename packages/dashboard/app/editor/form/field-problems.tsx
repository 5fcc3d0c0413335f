/** What is wrong with a field; it is read out when it appears. */
export function FieldProblems({ id, problems }: { id: string; problems: readonly string[] }) {
  return (
    <div id={id} aria-live="polite" className="text-sm text-destructive empty:hidden">
      {[...new Set(problems)].map((problem) => (
        <p key={problem}>{problem}</p>
      ))}
    </div>
  );
}
