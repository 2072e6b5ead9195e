import type { Measured, Rate } from './measure.js';

export interface Row {
  readonly slug: string;
  readonly native: Measured;
  readonly naive: Measured & Rate;
  readonly ours: Measured & Rate;
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly node: string;
  readonly engine: string;
}

/** The benchmark's page: what was measured, as ratios against the baselines of the same run. */
export function renderReport(rows: readonly Row[], machine: Machine): string {
  return `# Benchmarks

Written by \`npm run bench\`. Every figure of a row comes from one run on one machine, so compare within a row: single
times of a shared machine say little, ratios say more.

Machine: ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGib} GiB, Node ${machine.node}, ${machine.engine}.

The same hidden suite judges the same accepted Node solution in three ways:

- **native**: runner and program as two processes of the host, no container, no limits.
- **docker run**: both in one fresh container per submission, the judge that everybody writes first.
- **Touchstone**: a submission over the HTTP API until the verdict arrives over SSE: stored, queued, judged in a
  hardened pod of pause, grader and subject, recorded, told.

## Verdict latency, one submission at a time (median)

| exercise | native | docker run | Touchstone | ÷ native | ÷ docker run |
|---|--:|--:|--:|--:|--:|
${rows.map(({ slug, native, naive, ours }) => latencyRow(slug, native.latencyMs, naive.latencyMs, ours.latencyMs)).join('\n')}

## Processor time of the whole machine per verdict

| exercise | native | docker run | Touchstone | ÷ native | ÷ docker run |
|---|--:|--:|--:|--:|--:|
${rows.map(({ slug, native, naive, ours }) => latencyRow(slug, native.cpuMs, naive.cpuMs, ours.cpuMs)).join('\n')}

## Verdicts per minute, two at a time

| exercise | docker run | Touchstone | ÷ docker run |
|---|--:|--:|--:|
${rows.map(({ slug, naive, ours }) => `| ${slug} | ${naive.perMinute.toFixed(0)} | ${ours.perMinute.toFixed(0)} | ${ratio(ours.perMinute, naive.perMinute)} |`).join('\n')}
`;
}

function latencyRow(slug: string, native: number, naive: number, ours: number): string {
  return `| ${slug} | ${ms(native)} | ${ms(naive)} | ${ms(ours)} | ${ratio(ours, native)} | ${ratio(ours, naive)} |`;
}

const ms = (value: number): string => `${value.toFixed(0)} ms`;
const ratio = (value: number, baseline: number): string => `${(value / baseline).toFixed(2)}×`;
