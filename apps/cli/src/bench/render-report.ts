import type { Goal, Row } from './judge-goals.js';
import type { Load, Measured } from './measure.js';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly node: string;
  readonly engine: string;
}

/** The benchmark's page: what was measured, as ratios against the baselines of the same run. */
export function renderReport(rows: readonly Row[], goals: readonly Goal[], machine: Machine): string {
  return `# Benchmarks

Written by \`npm run bench\`. Every figure of a row comes from one run on one machine, the ways of judging taking turns, so
compare within a row: single times of a shared machine say little, ratios say more.

${renderMachine(machine)}

The same hidden suite judges the same accepted Node solution in five ways:

- **native**: runner and program as two processes of the host, no container, no limits; the runner is loaded, and the
  database runs, before the clock starts.
- **npx jest**: what one types by hand: Jest starts, and its one test starts the same runner and program; nothing is loaded before but the database.
- **fresh**: the judge that everybody writes first: runner and program in one new container per submission, the database in a second one.
- **warm**: a submission over Touchstone's HTTP API until the verdict arrives over SSE: stored, queued, judged in a
  hardened pod that was made ahead, recorded, told.
- **cold**: the same with no pod made ahead.

${rows.map(({ slug, label }) => `\`${slug}\` is ${label}.`).join(' ')}

## Latency, one submission at a time on an idle machine: median (p95)

| exercise | native | npx jest | fresh | warm | cold | warm ÷ native | warm ÷ npx jest | warm ÷ fresh | cold ÷ fresh |
|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|
${rows.map(latencyRow).join('\n')}

## Processor time of the whole machine per verdict, clearing away and the making of the next pod included: median

| exercise | native | npx jest | fresh | warm | cold | warm − native |
|---|--:|--:|--:|--:|--:|--:|
${rows.map(cpuRow).join('\n')}

## Most memory that the machine used above what it used before the run was made ready: median

Of *warm* the pod was there before: what it shows is the next one, made meanwhile.

| exercise | native | npx jest | fresh | warm | cold |
|---|--:|--:|--:|--:|--:|
${rows.map(memoryRow).join('\n')}

## Under load: verdicts per minute, median (p95) latency, processors busy

As many at a time as there are slots for fresh containers; twice and eight times as many for Touchstone, whose queue they fill.

| exercise | fresh | Touchstone, 2 × | Touchstone, 8 × | rate ÷ fresh |
|---|--:|--:|--:|--:|
${rows.map(loadRow).join('\n')}

## Goals

${renderGoals(goals)}`;
}

export const renderMachine = ({ cpu, cores, memoryGib, node, engine }: Machine): string =>
  `Machine: ${cpu}, ${cores} cores, ${memoryGib} GiB, Node ${node}, ${engine}.`;

export function renderGoals(goals: readonly Goal[]): string {
  return `| goal | bound | measured | |
|---|--:|--:|---|
${goals.map(goalRow).join('\n')}
`;
}

function latencyRow({ slug, native, jest, naive, warm, cold }: Row): string {
  const cells = [
    ...[native, jest, naive, warm, cold].map(showLatency),
    showRatio(warm.latencyMs, native.latencyMs),
    showRatio(warm.latencyMs, jest.latencyMs),
    showRatio(warm.latencyMs, naive.latencyMs),
    showRatio(cold.latencyMs, naive.latencyMs),
  ];
  return `| ${[slug, ...cells].join(' | ')} |`;
}

function cpuRow({ slug, native, jest, naive, warm, cold }: Row): string {
  const times = [native, jest, naive, warm, cold].map(({ cpuMs }) => showMs(cpuMs));
  return `| ${[slug, ...times, showMs(warm.cpuMs - native.cpuMs)].join(' | ')} |`;
}

function memoryRow({ slug, native, jest, naive, warm, cold }: Row): string {
  const sizes = [native, jest, naive, warm, cold].map(({ memoryMib }) => `${memoryMib.toFixed(0)} MiB`);
  return `| ${[slug, ...sizes].join(' | ')} |`;
}

function loadRow({ slug, naiveLoad, load2, load8 }: Row): string {
  const loads = [naiveLoad, load2, load8].map(showLoad);
  return `| ${[slug, ...loads, showRatio(load8.perMinute, naiveLoad.perMinute)].join(' | ')} |`;
}

function goalRow({ name, goal, value, met }: Goal): string {
  return `| ${name} | ${showNumber(goal)} | ${showNumber(value)} | ${met ? 'met' : 'not met'} |`;
}

const showMs = (value: number): string => `${value.toFixed(0)} ms`;
const showRatio = (value: number, baseline: number): string => `${(value / baseline).toFixed(2)}×`;
const showNumber = (value: number): string => (value >= 20 ? value.toFixed(0) : value.toFixed(2));
const showLatency = ({ latencyMs, p95Ms }: Measured): string => `${showMs(latencyMs)} (${p95Ms.toFixed(0)})`;
const showLoad = ({ perMinute, p50Ms, p95Ms, busy }: Load): string =>
  `${perMinute.toFixed(0)}/min, ${showMs(p50Ms)} (${p95Ms.toFixed(0)}), ${(busy * 100).toFixed(0)} %`;
