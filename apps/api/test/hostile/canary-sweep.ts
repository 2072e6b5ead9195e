import { randomUUID } from 'node:crypto';
import { CohortExportFormat } from '#contracts';
import { Learner, type SeenEvent } from '../system/learner.js';
import type { Platform } from '../system/platform.js';
import { ROUTES } from '../routes.js';

const STREAM_MS = 1500;

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

  const values = valuesFor(order, await openCohort(order));
  for (const request of [...listReads(values), ...listWrites(values)]) {
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

/** What stands for each parameter of a route. */
type Values = Readonly<Record<string, readonly string[]>>;

interface OpenCohort {
  readonly id: string;
  readonly code: string;
}

/** A cohort about all the exercises, that owner and stranger have joined: what it shows its learners is swept too. */
async function openCohort({ platform, exercises, owner, stranger }: SweepOrder): Promise<OpenCohort> {
  const teacher = await Learner.register(platform.url);
  await platform.query("UPDATE users SET role = 'instructor' WHERE email = $1", [teacher.email]);
  const made = await send(teacher, '/cohorts', { name: 'Everybody', exercises });
  const { id, manage } = (await made.json()) as { id: string; manage: { joinCode: string } };
  for (const learner of [owner, stranger]) await send(learner, '/cohorts/join', { code: manage.joinCode });
  return { id, code: manage.joinCode };
}

async function send(learner: Learner, path: string, body: object): Promise<Response> {
  const response = await learner.request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return response;
}

const valuesFor = ({ submissionIds, exercises, tracks }: SweepOrder, cohort: OpenCohort): Values => ({
  ':slug': exercises,
  ':track': tracks,
  ':id': submissionIds,
  ':cohort': [cohort.id],
  ':code': [cohort.code],
  ':format': CohortExportFormat.options,
  ':candidate': [randomUUID()],
  ':provider': ['oidc'],
  ':email': ['nobody@example.org'],
  ':userId': [randomUUID()],
  ':hookId': [randomUUID()],
  ':deliveryId': [randomUUID()],
  ':tokenId': [randomUUID()],
});

/** Every GET route there is, with everything that its parameters can be. */
function listReads(values: Values): Request[] {
  const paths = Object.entries(ROUTES)
    .filter(([route]) => route.startsWith('GET '))
    .flatMap(([route, { query = '' }]) => fillIn(route, values).map((path) => path + query));
  return [...paths, '/', '/api/openapi.json', '/api/docs'].map((path) => ({ method: 'GET', path }));
}

/** After these a visitor is nobody any more. */
const FAREWELLS = ['POST /api/v1/me/password', 'DELETE /api/v1/me'];

/** Every other route, once. */
function listWrites(values: Values): Request[] {
  return Object.entries(ROUTES)
    .filter(([route]) => !route.startsWith('GET '))
    .sort(([a], [b]) => FAREWELLS.indexOf(a) - FAREWELLS.indexOf(b))
    .map(([route, { body = {}, query = '' }]) => {
      const [path = ''] = fillIn(route, values);
      return { method: route.split(' ')[0]!, path: path + query, body };
    });
}

function fillIn(route: string, values: Values): string[] {
  const [, path = ''] = route.split(' ');
  return (path.match(/:\w+/g) ?? []).reduce<string[]>(
    (paths, name) => {
      const known = values[name];
      if (known === undefined) throw new Error(`the sweep does not know what to put for ${name} in ${route}`);
      return paths.flatMap((one) => known.map((value) => one.replace(name, value)));
    },
    [path],
  );
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
  }).catch((error: unknown) => {
    throw new Error(`${method} ${path} gave no answer`, { cause: error });
  });
  let text = JSON.stringify([...response.headers]);
  const decoder = new TextDecoder();
  try {
    for await (const chunk of response.body ?? []) text += decoder.decode(chunk, { stream: true });
  } catch (error) {
    // Not `instanceof`: fetch's errors are of another realm than a test's.
    if ((error as Error).name !== 'TimeoutError') throw error;
  }
  return text;
}
