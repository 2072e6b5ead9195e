import {
  eventually,
  load,
  random,
  services,
  step,
  subjects,
  upstream,
  type HttpResponse,
  type LoadReport,
  type SubjectInstance,
  type UpstreamAnswer,
  type UpstreamRequest,
} from '@touchstone/kit';

/** How long a program on a busy machine may take for what it does in a moment on an idle one. */
export const PATIENCE_MS = 4000;
/** The same for the very first mail: nothing is compiled or connected yet. */
const FIRST_PATIENCE_MS = 6000;
/** Two clocks, one of them in whole milliseconds, and timers that ring a moment early. */
export const CLOCK_SLACK_MS = 20;
/** Less than a program waits for Redis, and enough for requests to come. */
const TOGETHER_MS = 150;

export const mail = upstream('mail');
export const [first, second] = subjects as readonly [SubjectInstance, SubjectInstance];

export interface Letter {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface Options {
  readonly maxAttempts?: number;
  readonly backoffMs?: number;
  readonly delayMs?: number;
}

export interface Job {
  readonly id: string;
  readonly state: string;
  readonly attempts: number;
  readonly nextTryAt: string | null;
  readonly lastError: string | null;
}

/** Some properties of a job: values, or matchers of them. */
export type SomeOfJob = { readonly [name in keyof Job]?: unknown };

/** To an address that no other test has. */
export const aLetter = (): Letter => ({
  to: random.email(),
  subject: random.sentence(3),
  text: random.sentence(),
});

export const send = (
  letter: Letter,
  options: Options = {},
  { instance = first, key }: { instance?: SubjectInstance; key?: string } = {},
): Promise<HttpResponse> =>
  instance.post('/jobs', {
    json: { ...letter, ...options },
    headers: key === undefined ? {} : { 'idempotency-key': key },
  });

/** Sends a job where that has to work, and tells its id. */
export async function post(letter: Letter, options: Options = {}, instance = first): Promise<string> {
  const answer = await send(letter, options, { instance });
  await step('POST /jobs', () => {
    expect(answer).toHaveStatus(202);
    expect(answer).toHaveJson({ id: expect.any(String) });
  });
  return (answer.json as Job).id;
}

/** How many there are of one first mail, once it was looked for. */
let firstMails: number | undefined;

/**
 * What nearly every test begins with. It is looked for once: a program that sends nothing is not waited for in each of them, for
 * minutes in all.
 */
export async function expectItSends(): Promise<void> {
  firstMails ??= await sendFirstMail();
  await step(
    `mails at the provider, ${FIRST_PATIENCE_MS / 1000} seconds after POST /jobs took the first one`,
    () => expect(firstMails).toBeGreaterThanOrEqual(1),
  );
}

async function sendFirstMail(): Promise<number> {
  const letter = aLetter();
  await post(letter);
  await giveTimeFor(() => arrivals(letter).length > 0, FIRST_PATIENCE_MS);
  return arrivals(letter).length;
}

/** What has come to the provider for this address so far. */
export const arrivals = ({ to }: Letter): UpstreamRequest[] =>
  mail.requests.filter((request) => recipientOf(request) === to);

/** How often each letter has come. */
export const counts = (letters: readonly Letter[]): number[] =>
  letters.map((letter) => arrivals(letter).length);

/** How often all of them have come. */
export const total = (letters: readonly Letter[]): number =>
  counts(letters).reduce((sum, count) => sum + count, 0);

function recipientOf({ body }: UpstreamRequest): unknown {
  try {
    return (JSON.parse(body) as { to?: unknown } | null)?.to;
  } catch {
    return undefined;
  }
}

/** How the provider answers the n-th attempt of these letters; every other letter it takes. */
export function onAttempt(
  letters: Letter | readonly Letter[],
  answer: (attempt: number, letter: Letter) => UpstreamAnswer | Promise<UpstreamAnswer>,
): void {
  mail.respond((request) => {
    const letter = [letters].flat().find(({ to }) => to === recipientOf(request));
    return letter === undefined ? { status: 202 } : answer(arrivals(letter).length, letter);
  });
}

/** The provider takes these letters, and answers when it is told to. */
export function holdAnswers(letters: readonly Letter[]): { release(): void } {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  onAttempt(letters, async () => {
    await released;
    return { status: 202 };
  });
  return { release };
}

export async function untilSent(letter: Letter, times: number, deadlineMs = PATIENCE_MS): Promise<void> {
  await step('attempts that the provider has seen', () =>
    eventually(() => expect(arrivals(letter).length).toBeGreaterThanOrEqual(times), deadlineMs),
  );
}

/** Waits until the job is as expected, or can no longer become so, and tells how it is then. */
export async function untilJob(
  id: string,
  expected: SomeOfJob,
  { instance = first, deadlineMs = PATIENCE_MS } = {},
): Promise<Job> {
  return step('GET /jobs/:id', async () => {
    const answer = await eventually(async () => {
      const seen = await instance.get(`/jobs/${id}`);
      if (!isFinal(seen)) expectJob(seen, expected);
      return seen;
    }, deadlineMs);
    expectJob(answer, expected);
    return answer.json as Job;
  });
}

/** Waits until it is over, one way or the other, so that what is expected of its end is compared once. */
export const untilOver = (
  id: string,
  options?: { instance?: SubjectInstance; deadlineMs?: number },
): Promise<Job> => untilJob(id, { state: expect.stringMatching(/^(done|dead)$/) }, options);

export function expectJob(answer: HttpResponse, expected: SomeOfJob): void {
  expect(answer).toHaveStatus(200);
  expect(answer).toHaveJson(expected);
}

/** Nothing follows by itself, and nobody needs to wait for it: a job that is over, or that nobody knows. */
export function isFinal(answer: HttpResponse): boolean {
  if (answer.status !== 200) return answer.status === 404;
  const state = (answer.json as Partial<Job> | null)?.state;
  return state === 'done' || state === 'dead';
}

/** Milliseconds from each attempt to the next one, as the provider saw them. */
export function gaps(letter: Letter): number[] {
  const times = arrivals(letter).map(({ atMs }) => atMs);
  return times.slice(1).map((time, index) => time - (times[index] ?? 0));
}

/** Gives something time to happen, and goes on when it has, or when the time is over. */
export async function giveTimeFor(hasHappened: () => boolean, ms = 300): Promise<void> {
  await eventually(() => expect(hasHappened()).toBe(true), ms).catch(() => undefined);
}

/** Sends them so close together that all have come before Redis carries out a command for any of them. */
export async function atTheSameMoment<T>(
  times: number,
  work: (index: number) => Promise<T>,
): Promise<LoadReport<T>> {
  await services.redis.command('CLIENT', 'PAUSE', TOGETHER_MS, 'ALL');
  return load(times, times, work);
}

/** The jobs among the dead that this test knows. */
export async function listDead(ids: readonly string[], instance = first): Promise<Job[]> {
  const answer = await instance.get('/dead');
  await step('GET /dead', () => {
    expect(answer).toHaveStatus(200);
    expect(answer).toHaveJson({ jobs: expect.any(Array) });
  });
  return (answer.json as { jobs: Job[] }).jobs.filter(({ id }) => ids.includes(id));
}

/** A job that is dead because the provider refused it for good. */
export async function aDeadJob(letter: Letter): Promise<string> {
  onAttempt(letter, () => ({ status: 422 }));
  const id = await post(letter, { backoffMs: 50 });
  await untilJob(id, { state: 'dead' });
  return id;
}

/** A program whose hands may not be free any more begins anew, so that the next test is about itself. */
export async function orStartOver(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    await Promise.all(subjects.map((instance) => instance.kill()));
    await services.redis.reset();
    await Promise.all(subjects.map((instance) => instance.restart()));
    throw error;
  }
}
