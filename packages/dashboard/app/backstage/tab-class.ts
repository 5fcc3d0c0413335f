const SHAPE = 'inline-flex min-h-10 items-center border-b-2 px-3 py-2 text-sm font-medium';

/** The classes of a link in a row of links. */
export function tabClass(isCurrent: boolean): string {
  const look = isCurrent
    ? 'border-primary text-foreground'
    : 'border-transparent text-muted-foreground hover:text-foreground';
  return `${SHAPE} ${look}`;
}
