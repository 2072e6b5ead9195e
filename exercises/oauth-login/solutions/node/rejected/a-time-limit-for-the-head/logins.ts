import type { ProviderDocument } from './provider.ts';
import { randomValue } from './sessions.ts';

export interface Login {
  state: string;
  browser: string;
  document: ProviderDocument;
  returnTo: string;
  nonce: string;
  verifier: string;
  endsAt: number;
}

const LOGIN_MS = 10 * 60_000;
const MOST_LOGINS = 10_000;

/** Logins under way, the oldest first. */
const logins = new Map<string, Login>();

export function beginLogin(browser: string, document: ProviderDocument, returnTo: string): Login {
  const login = {
    state: randomValue(),
    browser,
    document,
    returnTo,
    nonce: randomValue(),
    verifier: randomValue(),
    endsAt: Date.now() + LOGIN_MS,
  };
  for (const [state, { endsAt }] of logins) {
    if (endsAt > Date.now() && logins.size < MOST_LOGINS) break;
    logins.delete(state);
  }
  logins.set(login.state, login);
  return login;
}

/** A login that this browser began, for the one time that it comes back. */
export function takeLogin(state: unknown, browser: string): Login | null {
  const login = typeof state === 'string' ? logins.get(state) : undefined;
  if (!login || login.browser !== browser || login.endsAt <= Date.now()) return null;
  logins.delete(login.state);
  return login;
}
