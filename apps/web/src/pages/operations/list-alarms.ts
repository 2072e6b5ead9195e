import type { Operations } from '#contracts';

/** Something an operator should look at, in a sentence. */
export interface Alarm {
  readonly tone: 'fair' | 'bad';
  readonly text: string;
}

/** A run takes seconds: whoever waits longer than this waits for a slot. */
const LONG_WAIT_SECONDS = 60;

/** What is wrong, worst first; empty when all is well. */
export function listAlarms({ status, queue, workers, systemErrors }: Operations): Alarm[] {
  const alive = workers.filter(({ state }) => state !== 'lost');
  const lost = workers.length - alive.length;
  const closed = alive.filter(({ state }) => state === 'closed').length;
  const givenUp = systemErrors.filter(({ state }) => state === 'given-up').length;
  const wait = queue.submissions.oldestSeconds ?? 0;
  const alarms: (Alarm | false)[] = [
    alive.length === 0 && { tone: 'bad', text: 'No worker is there: submissions wait until one starts.' },
    alive.length > 0 &&
      closed === alive.length && {
        tone: 'bad',
        text: 'No worker takes submissions: none of their engines is proven.',
      },
    closed > 0 &&
      closed < alive.length && {
        tone: 'fair',
        text:
          closed === 1
            ? `1 of ${alive.length} workers takes nothing: its engine is not proven.`
            : `${closed} of ${alive.length} workers take nothing: their engines are not proven.`,
      },
    lost > 0 && {
      tone: 'fair',
      text: `${lost === 1 ? 'A worker was' : `${lost} workers were`} lost: stopped without a word within the last day.`,
    },
    wait > LONG_WAIT_SECONDS &&
      status.mode === 'normal' && {
        tone: 'fair',
        text: `Somebody has waited ${tellSeconds(wait)} for a slot: a further worker would help.`,
      },
    givenUp > 0 && {
      tone: 'bad',
      text: `${givenUp === 1 ? 'A submission was' : `${givenUp} submissions were`} given up after a fault of ours: see below.`,
    },
  ];
  return alarms
    .filter((alarm) => alarm !== false)
    .toSorted((a, b) => Number(b.tone === 'bad') - Number(a.tone === 'bad'));
}

/** “12 s”, “3 min”, “2 h”. */
export function tellSeconds(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3_600)} h`;
}
