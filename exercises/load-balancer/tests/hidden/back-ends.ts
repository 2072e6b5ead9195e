import {
  random,
  sleep,
  step,
  subject,
  upstream,
  type HttpResponse,
  type UpstreamAnswer,
  type UpstreamRequest,
} from '@touchstone/kit';

export const NAMES = ['red', 'green', 'blue'] as const;
export type Name = (typeof NAMES)[number];

/** How long a balancer on a busy machine may take for what it does in a moment on an idle one. */
export const PATIENCE_MS = 8000;
/** The same for a dozen checks. */
const CHECKS_MS = 6000;

/** Fewer checks than three can fail in it, with 50 ms between them. */
export const SHORT_MS = 80;

export const backEnds = { red: upstream('red'), green: upstream('green'), blue: upstream('blue') };

let isHarmed = false;
let isWithoutChecks = false;

/**
 * All three answer with their names, and are well for the balancer: one that may think badly of somebody begins anew. As checks that are under
 * way when a test begins or ends may be cut, each back end has passed two more before the test goes on.
 */
export async function openBackEnds(): Promise<void> {
  if (isHarmed) await subject.restart();
  isHarmed = false;
  play();
  await untilGood();
}

/** Each back end passes two checks that begin now or later. */
async function untilGood(): Promise<void> {
  const listChecks = () =>
    NAMES.map((name) => backEnds[name].requests.filter(({ path }) => path === '/health').length);
  const before = listChecks();
  const countNew = () => listChecks().map((count, i) => count - before[i]!);
  // A program that does not check at all is waited for once, and is judged by tests that are about checks.
  if (isWithoutChecks || (await isSoon(() => Math.min(...countNew()) > 2, CHECKS_MS / 2))) return;
  isWithoutChecks = Math.max(...countNew()) === 0;
}

/** Stops back ends so quickly that no three checks can fail before the test goes on. */
export async function stopAtOnce(...names: Name[]): Promise<void> {
  for (const isLast of [false, false, false, true]) {
    const startedAt = performance.now();
    await Promise.all(names.map((name) => backEnds[name].stop()));
    if (isLast || performance.now() - startedAt < SHORT_MS) return;
    await Promise.all(names.map((name) => backEnds[name].start()));
    await untilGood();
  }
}

export const patienceWithChecks = (): number => (isWithoutChecks ? 300 : CHECKS_MS);

/** Waits for something that happens in a moment. @returns whether it did before the deadline */
export async function isSoon(hasHappened: () => boolean, deadlineMs: number): Promise<boolean> {
  const giveUpAt = performance.now() + deadlineMs;
  while (!hasHappened()) {
    if (performance.now() > giveUpAt) return false;
    await sleep(5);
  }
  return true;
}

/** Says that the balancer may have taken somebody out by the end of this test. */
export function harms(): void {
  isHarmed = true;
}

/** What one back end says, to a client or to a check; a promise of it holds the answer back. */
export type Part = (request: UpstreamRequest, name: Name) => UpstreamAnswer | Promise<UpstreamAnswer>;

export const answerWithName: Part = (_request, name) => ({ json: { by: name } });

/** @param check how `red` answers its checks; the others are well */
export function play(answer: Part = answerWithName, check: () => UpstreamAnswer = () => ({})): void {
  for (const name of NAMES)
    backEnds[name].respond((request) => {
      if (request.path !== '/health') return answer(request, name);
      return name === 'red' ? check() : {};
    });
}

/** A path that nobody asked before. */
export const aPath = (): string => `/orders/${random.word(12)}`;

export interface Asked {
  readonly name: Name;
  readonly request: UpstreamRequest;
}

/** Who was sent a request for the path, once for each time. */
export const listAsked = (path: string): Asked[] =>
  NAMES.flatMap((name) =>
    backEnds[name].requests.filter((request) => request.path === path).map((request) => ({ name, request })),
  );

/** Sends one request that must be answered. @returns the name of the back end that did */
export async function ask(): Promise<Name> {
  const answer = await subject.get(aPath(), { timeoutMs: PATIENCE_MS });
  expect(answer).toHaveStatus(200);
  return (answer.json as { by: Name }).by;
}

/** Sends requests one after the other. @returns who answered them */
export async function askInTurn(times: number): Promise<Name[]> {
  const names: Name[] = [];
  for (let i = 0; i < times; i += 1) names.push(await ask());
  return names;
}

/** Sends requests one after the other, until something has happened. @returns who answered them */
export async function askUntil(hasHappened: () => boolean): Promise<Name[]> {
  const names: Name[] = [];
  const giveUpAt = performance.now() + patienceWithChecks();
  while (!hasHappened() && performance.now() < giveUpAt) {
    names.push(await ask());
    // A balancer on one processor is to get round to its checks.
    await sleep(5);
  }
  return names;
}

/** The checks of `red`, which are answered one after the other from a list and then, for ever, with its last. */
export class Checks {
  readonly #beganAtMs: number[] = [];
  readonly #answers: readonly UpstreamAnswer[];

  constructor(...answers: UpstreamAnswer[]) {
    this.#answers = answers;
    play(answerWithName, () => this.#next());
  }

  get count(): number {
    return this.#beganAtMs.length;
  }

  /** Between the beginnings of two checks. Long ones tell of a machine on which good answers may have come too late. */
  get longestPauseMs(): number {
    return Math.max(0, ...this.#beganAtMs.slice(1).map((beganAtMs, i) => beganAtMs - this.#beganAtMs[i]!));
  }

  /** When one more has begun, the one before it is over and has been thought about. */
  async untilOver(checks: number, what: string): Promise<void> {
    await isSoon(() => this.count > checks, patienceWithChecks());
    await step(`how often red was asked GET /health, ${what}`, () =>
      expect(this.count).toBeGreaterThan(checks),
    );
  }

  #next(): UpstreamAnswer {
    const answer = this.#answers[Math.min(this.count, this.#answers.length - 1)]!;
    this.#beganAtMs.push(performance.now());
    return answer;
  }
}

export const GOOD: UpstreamAnswer = { status: 200 };
export const BAD: UpstreamAnswer = { status: 500 };

export function expectApology(answer: HttpResponse, status: number): void {
  expect(answer).toHaveStatus(status);
  expect(answer).toHaveHeader('content-type', /^application\/json/);
  expect(answer).toHaveJson({ error: expect.any(String) });
}
