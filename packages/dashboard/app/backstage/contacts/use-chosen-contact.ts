import { useSearchParams } from 'wouter';

/** The contact that is looked at in all views, and what chooses another one; it stands in the address. */
export function useChosenContact(): [
  string | null,
  (contactId: string | null, options?: { replace: boolean }) => void,
] {
  const [search, setSearch] = useSearchParams();
  const choose = (contactId: string | null, options?: { replace: boolean }) =>
    setSearch((before) => {
      const after = new URLSearchParams(before);
      if (contactId === null) after.delete('contact');
      else after.set('contact', contactId);
      return after;
    }, options);
  return [search.get('contact'), choose];
}
