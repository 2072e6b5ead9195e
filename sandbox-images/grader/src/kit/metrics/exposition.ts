/** What the Prometheus text format calls a metric: its lines, which stand together. */
export interface MetricFamily {
  readonly name: string;
  /** `untyped` without a TYPE line. */
  readonly type: MetricType;
  /** Null without a HELP line. */
  readonly help: string | null;
  /** In the order in which they came. */
  readonly samples: readonly MetricSample[];
}

export const METRIC_TYPES = ['counter', 'gauge', 'histogram', 'summary', 'untyped'] as const;
export type MetricType = (typeof METRIC_TYPES)[number];

export interface MetricSample {
  /** The family's name, for histograms and summaries with `_bucket`, `_sum` or `_count`. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What is wrong with a text, in words for its author; `line` counts from 1. */
export class ExpositionMistake extends Error {
  override readonly name = 'ExpositionMistake';
  line = 0;
}

/** Labels in any order are the same labels. */
export function keyOf(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
