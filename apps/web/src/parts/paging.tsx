import { Button } from './button.js';

interface PagingProps {
  /** Of the page that is shown; null: the first. */
  readonly cursor: string | null;
  /** Null when nothing more is there. */
  readonly nextCursor: string | null;
  readonly onGo: (cursor: string | null) => void;
  /** What the first page has, and what the next one: for a list that is not newest first. */
  readonly words?: readonly [first: string, next: string];
}

/** Leads through a list that comes a page at a time. Nothing while there is one page. */
export function Paging({ cursor, nextCursor, onGo, words = ['Newest', 'Older'] }: PagingProps) {
  if (cursor === null && nextCursor === null) return null;
  return (
    <div className="row paging">
      {cursor !== null && (
        <Button kind="quiet" small onClick={() => onGo(null)}>
          {words[0]}
        </Button>
      )}
      {nextCursor !== null && (
        <Button kind="quiet" small onClick={() => onGo(nextCursor)}>
          {words[1]}
        </Button>
      )}
    </div>
  );
}
