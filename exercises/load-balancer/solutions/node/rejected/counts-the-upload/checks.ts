import { get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { BackEnd } from './pool.ts';

const PAUSE_MS = 50;
const PATIENCE_MS = 500;
const FAILURES_TO_LEAVE = 3;
const SUCCESSES_TO_RETURN = 2;

/** Checks one back end, for ever: the pause begins when the check is over, so there is never more than one. */
export async function watch(backEnd: BackEnd): Promise<never> {
  /** Checks in a row that speak against what we believe. */
  let against = 0;
  for (;;) {
    const isGood = await check(backEnd.url);
    if (isGood === backEnd.isWell) against = 0;
    else against += 1;
    if (against === (isGood ? SUCCESSES_TO_RETURN : FAILURES_TO_LEAVE)) {
      backEnd.isWell = isGood;
      against = 0;
    }
    await delay(PAUSE_MS);
  }
}

function check(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    get(`${url}/health`, { agent: false, signal }, (answer) => {
      answer.on('error', () => {}).resume();
      resolve(answer.statusCode! >= 200 && answer.statusCode! < 300);
    }).on('error', () => resolve(false));
  });
}
