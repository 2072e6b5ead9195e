import { useEffect, useRef, useState } from 'react';
import { BoardEvent, Leaderboard } from '#contracts';
import { ApiError, send } from '../../api/client.js';
import { useLoaded, type Loaded } from '../../api/use-loaded.js';
import { watchEvents, type Connection } from '../../api/watch-events.js';

export type LiveBoard = Loaded<Leaderboard> & { readonly connection: Connection };

/**
 * A page of a board, read again whenever the server says that it is another one.
 * @param path of the board below `/api/v1`
 * @param cursor of the page; null: the top
 */
export function useBoard(path: string, cursor: string | null): LiveBoard {
  const query = cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`;
  const known = useRef<{ url: string; etag: string; board: Leaderboard } | null>(null);
  const [connection, setConnection] = useState<Connection>('open');
  const loaded = useLoaded(`${path}${query}`, async (signal) => {
    const url = path + query;
    const before = known.current?.url === url ? known.current : null;
    const headers = before === null ? {} : { 'if-none-match': before.etag };
    try {
      const answer = await send(url, { headers, signal });
      const board = Leaderboard.parse(await answer.json());
      known.current = { url, etag: answer.headers.get('etag') ?? '', board };
      return board;
    } catch (error) {
      if (before !== null && error instanceof ApiError && error.status === 304) return before.board;
      throw error;
    }
  });
  const { reload, state } = loaded;
  const isThere = state === 'ready';
  useEffect(() => {
    if (!isThere) return undefined;
    const stop = new AbortController();
    const source = { path: `${path}/events`, shape: BoardEvent, isLast: () => false };
    watchEvents(source, { onEvent: reload, onConnection: setConnection }, stop.signal).catch(() =>
      setConnection('lost'),
    );
    return () => stop.abort();
  }, [path, reload, isThere]);
  return { ...loaded, connection };
}
