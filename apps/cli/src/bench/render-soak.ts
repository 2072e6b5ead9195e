import type { Goal } from './judge-goals.js';
import { renderGoals, renderMachine, type Machine } from './render-report.js';
import type { SoakFigures, SoakWindow } from './soak-windows.js';

export const SOAK_TITLE = '## Soak';

/** A section of docs/BENCHMARKS.md, which `npm run soak` writes and `npm run bench` leaves as it is. */
export function renderSoak(
  { minutes, windows, wrong }: SoakFigures,
  goals: readonly Goal[],
  machine: Machine,
): string {
  return `${SOAK_TITLE}

Written by \`npm run soak\`: ${minutes} minutes in which every slot was busy, with right and wrong programs and with such as fork, fill
disk and memory, flood their output, loop and crash. ${renderMachine(machine)}

| minutes | verdicts | median | p99 | API | worker | descriptors | containers |
|---|--:|--:|--:|--:|--:|--:|--:|
${windows.map((window, index) => windowRow(window, ((index + 1) * minutes) / windows.length)).join('\n')}
${wrong.map((sentence) => `\n✘ ${sentence}`).join('')}
${renderGoals(goals)}`;
}

function windowRow(window: SoakWindow, untilMinute: number): string {
  const { verdicts, p50Ms, p99Ms, apiMib, workerMib, descriptors, containers } = window;
  const cells = [
    `to ${untilMinute.toFixed(1)}`,
    verdicts,
    `${p50Ms.toFixed(0)} ms`,
    `${p99Ms.toFixed(0)} ms`,
    `${apiMib.toFixed(0)} MiB`,
    `${workerMib.toFixed(0)} MiB`,
    descriptors.toFixed(0),
    containers.toFixed(0),
  ];
  return `| ${cells.join(' | ')} |`;
}
