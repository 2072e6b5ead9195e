import { atMost, type Goal } from './judge-goals.js';
import { quantile } from './measure.js';

/** How it stood at one moment. */
export interface SoakSample {
  readonly apiMib: number;
  readonly workerMib: number;
  /** Open files and sockets of API and worker. */
  readonly descriptors: number;
  /** Of pods, those made ahead included, and their pauses. */
  readonly containers: number;
}

export interface SoakVerdict {
  /** Name of the program. */
  readonly program: string;
  readonly latencyMs: number;
}

/** An equal part of the time. */
export interface SoakWindow extends SoakSample {
  readonly verdicts: readonly SoakVerdict[];
}

export interface SoakFigures {
  readonly minutes: number;
  readonly windows: readonly SoakWindow[];
  /** Sentences about verdicts that were not those the programs have. */
  readonly wrong: readonly string[];
}

/** A window: medians of its samples, and its verdicts. */
export function toWindow(samples: readonly SoakSample[], verdicts: readonly SoakVerdict[]): SoakWindow {
  const median = (figure: keyof SoakSample) =>
    quantile(
      samples.map((sample) => sample[figure]),
      0.5,
    );
  return {
    apiMib: median('apiMib'),
    workerMib: median('workerMib'),
    descriptors: median('descriptors'),
    containers: median('containers'),
    verdicts,
  };
}

/** In ms; NaN of no verdicts. */
export function latencyOf(verdicts: readonly SoakVerdict[], part: number): number {
  return quantile(
    verdicts.map(({ latencyMs }) => latencyMs),
    part,
  );
}

/**
 * The last quarter beside the second: in the first one caches fill and code is compiled. A quarter's p99 is that of all its
 * verdicts: of one window's three hundred it is the third slowest, which is a matter of who met whom in the line.
 */
export function judgeSoak({ windows, wrong }: SoakFigures): Goal[] {
  const quarter = windows.length / 4;
  const early = windows.slice(Math.floor(quarter), Math.ceil(2 * quarter));
  const late = windows.slice(Math.floor(3 * quarter));
  const grows = (figure: keyof SoakSample) => mean(late, figure) / mean(early, figure);
  const p99 = (quarter: readonly SoakWindow[]) =>
    latencyOf(
      quarter.flatMap(({ verdicts }) => verdicts),
      0.99,
    );
  return [
    atMost('soak: memory of the API, last quarter ÷ second', grows('apiMib'), 1.1),
    atMost('soak: memory of the worker, last quarter ÷ second', grows('workerMib'), 1.1),
    atMost('soak: descriptors, last quarter ÷ second', grows('descriptors'), 1.1),
    atMost('soak: containers, last quarter ÷ second', grows('containers'), 1.1),
    atMost('soak: p99, last quarter ÷ second', p99(late) / p99(early), 1.25),
    atMost('soak: wrong verdicts', wrong.length, 0),
  ];
}

const mean = (windows: readonly SoakWindow[], figure: keyof SoakSample): number =>
  windows.reduce((sum, window) => sum + window[figure], 0) / windows.length;
