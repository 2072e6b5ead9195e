import type { Harm } from './count-harm.js';
import type { FaultKind } from './faults.js';

export interface ChaosReport {
  readonly seed: number;
  /** What the command was given, beside the seed. */
  readonly words: readonly string[];
  readonly injected: readonly FaultKind[];
  readonly harm: Harm;
  /** Given up after two dead workers, and sent round again by the command. */
  readonly requeued: number;
  /** Everything else that is not as it must be, as sentences. */
  readonly troubles: readonly string[];
}

export function isHarmless({ harm, troubles }: ChaosReport): boolean {
  return [...harm.lost, ...harm.doubled, ...harm.wrong, ...troubles].length === 0;
}

/** Faults by kind, then what came of the submissions. */
export function renderChaos(report: ChaosReport): string {
  const { seed, words, injected, harm, requeued, troubles } = report;
  const kinds = [...new Set(injected)].toSorted();
  const times = (kind: FaultKind) => injected.filter((one) => one === kind).length;
  const list = (title: string, lines: readonly string[]) => lines.map((line) => `✘ ${title}: ${line}`);
  return [
    `The same faults again: npm run chaos -- ${['--seed', seed, ...words].join(' ')}`,
    '',
    ...kinds.map((kind) => row(kind, times(kind))),
    row('faults', injected.length),
    '',
    row('submissions acknowledged', harm.submissions),
    row('lost', harm.lost.length),
    row('doubled', harm.doubled.length),
    row('wrong', harm.wrong.length),
    row('given up and requeued', requeued),
    row('longest delay', `${(harm.longestDelayMs / 1000).toFixed(1)} s`),
    ...list('lost', harm.lost),
    ...list('doubled', harm.doubled),
    ...list('wrong', harm.wrong),
    ...list('not as it must be', troubles),
  ].join('\n');
}

const row = (what: string, value: number | string): string =>
  `${what.padEnd(32)} ${String(value).padStart(8)}`;
