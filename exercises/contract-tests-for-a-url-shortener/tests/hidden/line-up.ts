import { random } from '@touchstone/kit';
import { LinkService } from './link-service.ts';
import { aFreedom, type RightName } from './right-releases.ts';
import { isGreen, runSuite, withoutWord, type Consumer, type Run } from './run-suite.ts';
import { NothingHere, WRONG_RELEASES, type WrongName } from './wrong-releases.ts';

const RIGHT: readonly RightName[] = ['letter', 'words', 'addresses', 'properties', 'pages', 'bare'];
const WRONG = Object.keys(WRONG_RELEASES) as WrongName[];
const MOST_MS = 120_000;

type Name = RightName | WrongName | 'NothingHere';

/**
 * First each right release and one with nothing right, then all of them, right and wrong, in random order: a suite that is to
 * find a wrong release must be green on each right one among them, so that nothing but what a release does can tell which is
 * which. What is said of a right release in words comes from before any wrong one was met: a suite could otherwise tell its
 * author what it has seen.
 */
const first = new Map<Name, Run>();
const all = new Map<Name, Run>();
const order: Name[] = [];
let last: Run | null = null;
let startedAt = 0;

/** A hook may take a minute: each part of the line-up has a hook of its own, and as few runs as fit into it for sure. */
export const PARTS = [0, 1, 2, 3, 4, 5];
const RUNS_IN_A_PART = 6;
const done: Promise<void>[] = [];

/** For a `beforeAll` of each file, in ascending order: whichever is the first runs it. */
export async function preparePart(part: number): Promise<void> {
  await (done[part] ??= part === 0 ? runFirst() : runSome());
}

async function runFirst(): Promise<void> {
  startedAt = performance.now();
  for (const name of [...RIGHT, 'NothingHere'] as const) first.set(name, await run(name));
  const isFair = [...first].every(([name, made]) => isGreen(made) === isRight(name));
  // Nothing can count any more.
  if (isFair) order.push(...random.shuffle([...RIGHT, ...WRONG]));
}

async function runSome(): Promise<void> {
  for (const name of order.splice(0, RUNS_IN_A_PART)) all.set(name, await run(name));
}

async function run(name: Name): Promise<Run> {
  if (last) return last;
  const isLate = performance.now() - startedAt > MOST_MS;
  const made = isLate ? outOfTime() : await runSuite(aRelease(name));
  if (made.isLast) last = made;
  return made;
}

function outOfTime(): Run {
  return { ...withoutWord(`took more than ${MOST_MS / 1000} s in all runs together`), isLast: true };
}

function aRelease(name: Name): LinkService {
  if (isRight(name)) return new LinkService(aFreedom(name));
  if (name === 'NothingHere') return new NothingHere();
  const { Service, freedom } = WRONG_RELEASES[name];
  return new Service(aFreedom(freedom));
}

function isRight(name: Name): name is RightName {
  return (RIGHT as readonly string[]).includes(name);
}

export function firstRunOn(name: RightName | 'NothingHere'): Run {
  return first.get(name) as Run;
}

/** Among all the others; null when the line-up did not come to that. */
export function wasGreenAgainOn(name: RightName): boolean | null {
  const run = all.get(name);
  return run ? isGreen(run) : null;
}

/** Whom the suite says a wrong release breaks; nobody when the line-up did not come to that. */
export function brokenBy(name: WrongName): readonly Consumer[] {
  return all.get(name)?.broken ?? [];
}

/** The right releases on which some run was not green. None, or nothing counts. */
export function countNotGreen(): number {
  const runs = all.size > 0 ? [first, all] : [first];
  return RIGHT.filter((name) => !runs.every((each) => isGreen(each.get(name) as Run))).length;
}
