import { Button } from './button.js';

interface PagingProps {
  /** Of the page that is shown; null: the newest. */
  readonly cursor: string | null;
  /** Null when nothing older is there. */
  readonly nextCursor: string | null;
  readonly onGo: (cursor: string | null) => void;
}

/** Leads through a list, newest first, that comes a page at a time. Nothing while there is one page. */
export function Paging({ cursor, nextCursor, onGo }: PagingProps) {
  if (cursor === null && nextCursor === null) return null;
  return (
    <div className="row">
      {cursor !== null && (
        <Button kind="quiet" small onClick={() => onGo(null)}>
          Newest
        </Button>
      )}
      {nextCursor !== null && (
        <Button kind="quiet" small onClick={() => onGo(nextCursor)}>
          Older
        </Button>
      )}
    </div>
  );
}
