import type { Goal } from './judge-goals.js';
import { renderGoals, renderMachine, type Machine } from './render-report.js';
import { latencyOf, type SoakFigures, type SoakVerdict, type SoakWindow } from './soak-windows.js';

const SLOWEST = 3;

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

| minutes | verdicts | median | p99 | API | worker | descriptors | containers | slowest |
|---|--:|--:|--:|--:|--:|--:|--:|---|
${windows.map((window, index) => windowRow(window, ((index + 1) * minutes) / windows.length)).join('\n')}
${wrong.map((sentence) => `\n✘ ${sentence}`).join('')}
${renderGoals(goals)}`;
}

function windowRow(window: SoakWindow, untilMinute: number): string {
  const { verdicts, apiMib, workerMib, descriptors, containers } = window;
  const cells = [
    `to ${untilMinute.toFixed(1)}`,
    verdicts.length,
    `${latencyOf(verdicts, 0.5).toFixed(0)} ms`,
    `${latencyOf(verdicts, 0.99).toFixed(0)} ms`,
    `${apiMib.toFixed(0)} MiB`,
    `${workerMib.toFixed(0)} MiB`,
    descriptors.toFixed(0),
    containers.toFixed(0),
    listSlowest(verdicts),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Those that make its p99, with whole seconds. */
function listSlowest(verdicts: readonly SoakVerdict[]): string {
  const slowest = [...verdicts].sort((a, b) => b.latencyMs - a.latencyMs).slice(0, SLOWEST);
  return slowest.map(({ program, latencyMs }) => `${program} ${(latencyMs / 1000).toFixed(0)} s`).join(', ');
}
