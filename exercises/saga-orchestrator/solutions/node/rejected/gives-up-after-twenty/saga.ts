import { setTimeout as sleep } from 'node:timers/promises';
import { findTrip, setStep, type Trip } from './log.ts';
import { ask, askToUndo, pause } from './services.ts';
import { nextMove, type StepName } from './steps.ts';

const ATTEMPTS = 4;
const ATTEMPTS_TO_UNDO = 20;

/** Moves a trip until it is over. */
export async function carryOut(order: string): Promise<void> {
  for (;;) {
    try {
      const trip = await findTrip(order);
      const move = trip && nextMove(trip.steps);
      if (!trip || !move) return;
      if (move.direction === 'do') await doStep(trip, move.step);
      else await undoStep(trip, move.step);
    } catch (error) {
      // PostgreSQL is away, say: the log is as it was, and so is what comes next.
      console.error(error);
      await sleep(500);
    }
  }
}

async function doStep(trip: Trip, step: StepName): Promise<void> {
  await setStep(trip.order, step, 'asking');
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    if (attempt > 1) await pause();
    const outcome = await ask(trip, step);
    if (outcome === 'unknown') continue;
    if (outcome === 'refused') await setStep(trip.order, step, 'refused');
    else await setStep(trip.order, step, 'done', outcome.id);
    return;
  }
  // It may have been done: the trip turns back here, and with this step.
  await setStep(trip.order, step, 'undoing');
}

async function undoStep(trip: Trip, step: StepName): Promise<void> {
  await setStep(trip.order, step, 'undoing');
  for (let attempt = 1; attempt <= ATTEMPTS_TO_UNDO; attempt += 1) {
    if (await askToUndo(trip, step)) break;
    await pause();
  }
  await setStep(trip.order, step, 'undone');
}
