import { setTimeout as sleep } from 'node:timers/promises';
import type { Trip } from './log.ts';
import type { StepName } from './steps.ts';

const TIMEOUT_MS = 2000;
const PATHS = {
  flight: { url: process.env.UPSTREAM_FLIGHT_URL, do: '/reservations', undo: '/cancellations' },
  hotel: { url: process.env.UPSTREAM_HOTEL_URL, do: '/reservations', undo: '/cancellations' },
  payment: { url: process.env.UPSTREAM_PAYMENT_URL, do: '/payments', undo: '/refunds' },
};

export type Outcome = { id: string } | 'refused' | 'unknown';

// Made of the order and the step alone, so they are the same in every attempt and after every crash.
const keyOf = ({ order }: Trip, step: StepName): string => `${order}_${step}`;
const undoKeyOf = (trip: Trip, step: StepName): string => `${keyOf(trip, step)}_undo`;

/** Asks a service once to do its step. */
export async function ask(trip: Trip, step: StepName): Promise<Outcome> {
  const { order, flight, hotel, amount } = trip;
  const body = { flight: { order, flight }, hotel: { order, hotel }, payment: { order, amount } }[step];
  try {
    const { url, do: path } = PATHS[step];
    const { status, text } = await post(`${url}${path}`, keyOf(trip, step), body);
    if (status >= 400 && status <= 499) return 'refused';
    return status === 201 ? { id: JSON.parse(text).id } : 'unknown';
  } catch {
    // No answer, or half of one.
    return 'unknown';
  }
}

/** Asks a service once to undo its step, and tells whether it has. */
export async function askToUndo(trip: Trip, step: StepName): Promise<boolean> {
  try {
    const { url, undo: path } = PATHS[step];
    const body = { order: trip.order, undo: keyOf(trip, step) };
    return (await post(`${url}${path}`, undoKeyOf(trip, step), body)).status === 200;
  } catch {
    return false;
  }
}

async function post(url: string, key: string, body: unknown): Promise<{ status: number; text: string }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
    // Also ends a body that does not come to its end.
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  return { status: response.status, text: await response.text() };
}

/** At least 100 ms, and less than 300. */
export const pause = (): Promise<void> => sleep(110 + Math.random() * 60);
