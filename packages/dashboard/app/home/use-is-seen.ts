import { type RefObject, useEffect, useRef, useState } from 'react';

/** So far outside of the window something counts as seen already. */
const MARGIN = '200px';

/** Whether an element is in the window, or near it. */
export function useIsSeen<Kind extends Element>(): { ref: RefObject<Kind | null>; isSeen: boolean } {
  const ref = useRef<Kind>(null);
  const [isSeen, setIsSeen] = useState(false);
  useEffect(() => {
    if (ref.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => setIsSeen(entries.at(-1)?.isIntersecting ?? false),
      { rootMargin: MARGIN },
    );
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, []);
  return { ref, isSeen };
}
