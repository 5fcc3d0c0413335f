import { piecesOf } from './found-in.ts';

/** A text of somebody, with what is looked for marked. */
export function MarkedText({ text, search }: { text: string; search: string }) {
  let at = 0;
  return (
    <bdi>
      {piecesOf(text, search).map((piece) => {
        const key = at;
        at += piece.text.length;
        return piece.isHit ? <mark key={key}>{piece.text}</mark> : <span key={key}>{piece.text}</span>;
      })}
    </bdi>
  );
}
