import { type RefObject, useLayoutEffect, useRef, useState } from 'react';

/** So near to the end counts as being there, pixels. */
const NEAR = 48;

/** How far a chat is scrolled, and whether something new is below. */
export interface ChatScroll {
  box: RefObject<HTMLDivElement | null>;
  onScroll: () => void;
  hasNew: boolean;
  toNewest: () => void;
}

/**
 * Keeps a chat at its newest message, unless the reader has scrolled up: then what they read stays where it is.
 *
 * @param ends what is first and last, and what else makes the chat longer
 */
export function useChatScroll({
  first,
  last,
  tail,
}: {
  first: string | undefined;
  last: string | undefined;
  tail: string | undefined;
}): ChatScroll {
  const box = useRef<HTMLDivElement>(null);
  const before = useRef({ isAtEnd: true, height: 0, first, last });
  const [hasNew, setHasNew] = useState(false);
  const toNewest = () => {
    if (box.current !== null) box.current.scrollTop = box.current.scrollHeight;
    before.current.isAtEnd = true;
    setHasNew(false);
    // The button that was pressed goes away.
    box.current?.focus({ preventScroll: true });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: what makes the chat longer is what it waits for.
  useLayoutEffect(() => {
    const chat = box.current;
    if (chat === null) return;
    const { isAtEnd, height, first: firstBefore, last: lastBefore } = before.current;
    if (isAtEnd) chat.scrollTop = chat.scrollHeight;
    else {
      if (first !== firstBefore) chat.scrollTop += chat.scrollHeight - height;
      if (last !== lastBefore) setHasNew(true);
    }
    before.current = { isAtEnd, height: chat.scrollHeight, first, last };
  }, [first, last, tail]);
  const onScroll = () => {
    const chat = box.current;
    if (chat === null) return;
    const isAtEnd = chat.scrollHeight - chat.scrollTop - chat.clientHeight < NEAR;
    before.current.isAtEnd = isAtEnd;
    if (isAtEnd) setHasNew(false);
  };
  return { box, onScroll, hasNew, toNewest };
}
