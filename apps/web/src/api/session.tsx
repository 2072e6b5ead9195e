import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { Me, TokenPair } from '#contracts';
import { asJson, keepTokens, onStranger, readTokens, request, send } from './client.js';
import { keepTrying } from './keep-trying.js';

interface Session {
  /** null while logged out or not yet known. */
  readonly me: Me | null;
  readonly known: boolean;
  /** `me` was here: what is on the page stays, and nothing more can be read or sent before logging in again. */
  readonly hasEnded: boolean;
  readonly login: (email: string, password: string) => Promise<void>;
  readonly register: (email: string, password: string, displayName: string) => Promise<void>;
  /** With a pair of tokens that came another way. */
  readonly enter: (tokens: TokenPair) => Promise<void>;
  /** Shows the account as the API has it by now. */
  readonly refresh: () => Promise<void>;
  readonly logout: () => Promise<void>;
  /** The account is gone, and its sessions with it. */
  readonly forget: () => void;
}

const SessionContext = createContext<Session | null>(null);

export function SessionProvider({ children }: { children: ReactNode }) {
  const [me, setMe] = useState<Me | null>(null);
  const [known, setKnown] = useState(readTokens() === null);
  const [isStranger, setStranger] = useState(false);
  const hasEnded = isStranger && me !== null;

  const load = useCallback(async () => {
    setMe(await request(Me, '/me'));
    setStranger(false);
  }, []);
  useEffect(() => onStranger(() => setStranger(true)), []);
  useEffect(() => {
    if (readTokens() === null) return undefined;
    const stop = new AbortController();
    // Nobody is a stranger because the server is away.
    keepTrying(load, stop.signal)
      .catch(() => !stop.signal.aborted && keepTokens(null))
      .finally(() => !stop.signal.aborted && setKnown(true));
    return () => stop.abort();
  }, [load]);

  const session = useMemo<Session>(() => {
    const enter = async (tokens: TokenPair) => {
      keepTokens(tokens);
      await load();
    };
    const ask = (path: string, body: unknown) => request(TokenPair, path, asJson('POST', body)).then(enter);
    const forget = () => {
      keepTokens(null);
      setMe(null);
    };
    return {
      me,
      known,
      hasEnded,
      login: (email, password) => ask('/auth/login', { email, password }),
      register: (email, password, displayName) => ask('/auth/register', { email, password, displayName }),
      enter,
      refresh: load,
      forget,
      logout: async () => {
        const refreshToken = readTokens()?.refreshToken;
        setMe(null);
        try {
          await send('/auth/logout', asJson('POST', { refreshToken }));
        } finally {
          keepTokens(null);
        }
      },
    };
  }, [me, known, hasEnded, load]);

  return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>;
}

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('useSession is used outside SessionProvider');
  return session;
}
