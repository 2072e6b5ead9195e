import { randomUUID } from 'node:crypto';
import type { Learner, SeenEvent } from '../system/learner.js';
import type { Platform } from '../system/platform.js';
import { ROUTES } from '../routes.js';

const STREAM_MS = 3000;

export interface SweepOrder {
  readonly platform: Platform;
  readonly canaries: readonly string[];
  /** Who submitted, and somebody else. Neither is staff. */
  readonly owner: Learner;
  readonly stranger: Learner;
  readonly submissionIds: readonly string[];
  readonly exercises: readonly string[];
  readonly tracks: readonly string[];
  readonly events: readonly SeenEvent[];
}

export interface Sweep {
  /** `<place>: <canary>`, for each place where one was found. */
  readonly found: readonly string[];
  /** How many answers had a body to look at: a sweep that read nothing found nothing. */
  readonly read: number;
}

/** Looks for canaries wherever someone who is not staff, or a log, could show one. */
export async function sweepForCanaries(order: SweepOrder): Promise<Sweep> {
  const visitors = { anonymous: null, stranger: order.stranger.token, owner: order.owner.token };
  const found: string[] = [];
  let read = 0;
  const look = (place: string, text: string): void => {
    if (text !== '') read += 1;
    // A canary in an escaped text is one too.
    for (const canary of order.canaries) if (text.includes(canary)) found.push(`${place}: ${canary}`);
  };

  for (const request of [...listReads(order), ...listWrites(order)]) {
    for (const [visitor, token] of Object.entries(visitors)) {
      const { method, path } = request;
      look(`${visitor} ${method} ${path}`, await readAnswer(order.platform.url, request, token));
    }
  }
  look('events seen live', JSON.stringify(order.events));
  look('logs of API and worker', order.platform.logs());
  // What learners read without a policy in between: tests, log and build output are checked through the API above.
  const rows = await order.platform.query<{ verdict: Record<string, unknown> }>(
    'SELECT verdict FROM verdicts',
  );
  for (const { verdict } of rows) {
    const { cause, nextStep, limits, groups, usage } = verdict;
    look('causes and next steps', JSON.stringify({ cause, nextStep, limits, groups, usage }));
  }
  return { found: [...new Set(found)], read };
}

interface Request {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
}

/** Every GET route there is, with each id that its first parameter can take. */
function listReads(order: SweepOrder): Request[] {
  const paths = Object.entries(ROUTES)
    .filter(([route]) => route.startsWith('GET '))
    .flatMap(([route, { query = '' }]) => fillIn(route, order).map((path) => path + query));
  return [...paths, '/', '/api/openapi.json', '/api/docs'].map((path) => ({ method: 'GET', path }));
}

/** Every other route, once. */
function listWrites(order: SweepOrder): Request[] {
  return Object.entries(ROUTES)
    .filter(([route]) => !route.startsWith('GET '))
    .map(([route, { body = {}, query = '' }]) => {
      const [path = ''] = fillIn(route, order);
      return { method: route.split(' ')[0]!, path: path + query, body };
    });
}

function fillIn(route: string, { submissionIds, exercises, tracks }: SweepOrder): string[] {
  const values: Readonly<Record<string, readonly string[]>> = {
    ':slug': exercises,
    ':track': tracks,
    ':id': submissionIds,
    ':tokenId': [randomUUID()],
  };
  const [, path = ''] = route.split(' ');
  const [first, ...others] = path.match(/:\w+/g) ?? [];
  const valuesOf = (name: string): readonly string[] => {
    const known = values[name];
    if (known === undefined) throw new Error(`the sweep does not know what to put for ${name} in ${route}`);
    return known;
  };
  const filled = others.reduce((rest, name) => rest.replace(name, valuesOf(name)[0] ?? ''), path);
  return first === undefined ? [filled] : valuesOf(first).map((value) => filled.replace(first, value));
}

/** Headers and body; of a stream, what comes in a while. */
async function readAnswer(
  url: string,
  { method, path, body }: Request,
  token: string | null,
): Promise<string> {
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? null : JSON.stringify(body),
    signal: AbortSignal.timeout(STREAM_MS),
  });
  let text = JSON.stringify([...response.headers]);
  const decoder = new TextDecoder();
  try {
    for await (const chunk of response.body ?? []) text += decoder.decode(chunk, { stream: true });
  } catch (error) {
    if (!(error instanceof Error && error.name === 'TimeoutError')) throw error;
  }
  return text;
}
