import { Problem, TokenPair } from '#contracts';
import { isFinal } from './keep-trying.js';

const TOKENS_KEY = 'touchstone.tokens';

interface ProblemDetails {
  readonly errors?: Problem['errors'];
  /** The whole problem document, for codes that carry more than a sentence. */
  readonly body?: unknown;
  readonly retryAfterSeconds?: number | undefined;
}

/** A refused or failed request, with the sentence the API gave for it. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly errors: Problem['errors'];
  readonly body: unknown;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    { errors, body, retryAfterSeconds }: ProblemDetails = {},
  ) {
    super(message);
    this.errors = errors;
    this.body = body;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export function readTokens(): TokenPair | null {
  const stored = localStorage.getItem(TOKENS_KEY);
  if (stored === null) return null;
  const parsed = TokenPair.safeParse(JSON.parse(stored));
  return parsed.success ? parsed.data : null;
}

export function keepTokens(tokens: TokenPair | null): void {
  if (tokens === null) localStorage.removeItem(TOKENS_KEY);
  else localStorage.setItem(TOKENS_KEY, JSON.stringify(tokens));
}

interface Shape<T> {
  parse(value: unknown): T;
}

/** Sends a request to `/api/v1` and checks the answer against its schema. */
export async function request<T>(shape: Shape<T>, path: string, init: RequestInit = {}): Promise<T> {
  const response = await send(path, init);
  return shape.parse(await response.json());
}

/**
 * Sends a request with the access token; an expired one is refreshed once.
 * @throws ApiError for every answer that is not 2xx
 */
export async function send(path: string, init: RequestInit = {}): Promise<Response> {
  const first = await sendOnce(path, init);
  if (first.status !== 401 || path.startsWith('/auth/')) return checked(first);
  const last = readTokens() !== null && (await refreshTokens()) ? await sendOnce(path, init) : first;
  if (last.status === 401 && readTokens() === null) for (const tell of strangers) tell();
  return checked(last);
}

const strangers = new Set<() => void>();

/** Calls whenever the API no longer knows who is here: the session has ended, or another tab has logged out. */
export function onStranger(tell: () => void): () => void {
  strangers.add(tell);
  return () => strangers.delete(tell);
}

export const asJson = (method: string, body: unknown): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

async function sendOnce(path: string, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers);
  const tokens = readTokens();
  if (tokens !== null) headers.set('authorization', `Bearer ${tokens.accessToken}`);
  try {
    return await fetch(`/api/v1${path}`, { ...init, headers });
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new ApiError(
      0,
      'unreachable',
      'Touchstone cannot be reached. Check your connection and try again.',
    );
  }
}

/** True for no answer at all, and for those of whatever stands before a server that is away or busy. */
export const isAway = (status: number | undefined): boolean =>
  status !== undefined && [0, 502, 503, 504].includes(status);

async function checked(response: Response): Promise<Response> {
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => null);
  const problem = Problem.safeParse(body);
  if (!problem.success) {
    const sentence = isAway(response.status)
      ? 'Touchstone does not answer at the moment. Try again in a moment.'
      : `The server answered ${response.status}.`;
    throw new ApiError(response.status, 'unknown', sentence);
  }
  const { code, detail, errors } = problem.data;
  const retryAfterSeconds = Number(response.headers.get('retry-after')) || undefined;
  throw new ApiError(response.status, code, detail, { errors, body, retryAfterSeconds });
}

let refreshing: Promise<boolean> | null = null;

/** Refresh tokens are good for one use: parallel requests share one refresh. */
function refreshTokens(): Promise<boolean> {
  refreshing ??= refreshOnce().finally(() => (refreshing = null));
  return refreshing;
}

async function refreshOnce(): Promise<boolean> {
  const refreshToken = readTokens()?.refreshToken;
  const response = await sendOnce('/auth/refresh', asJson('POST', { refreshToken }));
  if (!response.ok) {
    // A server in trouble says nothing about the session.
    if (isFinal(response)) keepTokens(null);
    return false;
  }
  keepTokens(TokenPair.parse(await response.json()));
  return true;
}
