import { ExpositionMistake, keyOf, type MetricFamily, type MetricSample } from './exposition.js';
import { readNumber } from './read-sample.js';

/** One histogram of a family: what the values with the same labels, `le` aside, say together. */
export interface Histogram {
  /** Without `le`. */
  readonly labels: Readonly<Record<string, string>>;
  /** Cumulative, in ascending order; the last one is `le: Infinity`. */
  readonly buckets: readonly { readonly le: number; readonly count: number }[];
  readonly sum: number;
  readonly count: number;
}

/**
 * All histograms of a family, each complete and in itself right.
 * @throws ExpositionMistake otherwise
 */
export function readHistograms(family: MetricFamily): readonly Histogram[] {
  const { name, type, samples } = family;
  if (type !== 'histogram') throw new ExpositionMistake(`${name} is a ${type}, not a histogram`);
  const parts = new Map<string, MetricSample[]>();
  for (const sample of samples) {
    const { le: _, ...labels } = sample.labels;
    const key = keyOf(labels);
    const part = parts.get(key);
    if (part) part.push(sample);
    else parts.set(key, [sample]);
  }
  return [...parts.values()].map((part) => readHistogram(name, part));
}

function readHistogram(name: string, samples: readonly MetricSample[]): Histogram {
  const { le: _, ...labels } = samples[0]?.labels ?? {};
  const what = `${name}${describeLabels(labels)}`;
  const find = (part: string) =>
    samples.find((sample) => sample.name === name + part && !('le' in sample.labels))?.value;
  const [sum, count] = [find('_sum'), find('_count')];
  if (sum === undefined) throw new ExpositionMistake(`${what} has no ${name}_sum`);
  if (count === undefined) throw new ExpositionMistake(`${what} has no ${name}_count`);
  if (!Number.isFinite(sum)) throw new ExpositionMistake(`${name}_sum of ${what} is ${sum}`);
  const buckets = samples
    .filter((sample) => sample.name === `${name}_bucket`)
    .map((sample) => readBucket(what, sample));
  checkBuckets(what, buckets, count);
  return { labels, buckets, sum, count };
}

function readBucket(what: string, { labels, value }: MetricSample): Histogram['buckets'][number] {
  const le = readNumber(labels.le ?? '');
  if (le === null || Number.isNaN(le))
    throw new ExpositionMistake(`a bucket of ${what} has no number as its le`);
  return { le, count: value };
}

function checkBuckets(what: string, buckets: Histogram['buckets'], count: number): void {
  for (const [index, { le, count: value }] of buckets.entries()) {
    const before = buckets[index - 1];
    if (!Number.isInteger(value) || value < 0)
      throw new ExpositionMistake(`the bucket le="${show(le)}" of ${what} counts ${value}`);
    if (!before) continue;
    if (before.le >= le)
      throw new ExpositionMistake(
        `the bucket le="${show(le)}" of ${what} comes after le="${show(before.le)}"`,
      );
    if (before.count > value)
      throw new ExpositionMistake(
        `the buckets of ${what} are not cumulative: le="${show(before.le)}" counts ${before.count}, le="${show(le)}" only ${value}`,
      );
  }
  const last = buckets.at(-1);
  if (last?.le !== Infinity) throw new ExpositionMistake(`${what} has no bucket le="+Inf"`);
  if (last.count !== count)
    throw new ExpositionMistake(
      `the bucket le="+Inf" of ${what} counts ${last.count}, its _count is ${count}`,
    );
}

const show = (le: number): string => (le === Infinity ? '+Inf' : String(le));

function describeLabels(labels: Readonly<Record<string, string>>): string {
  const texts = Object.entries(labels).map(
    ([name, value]) => `${name}=${JSON.stringify(value.slice(0, 60))}`,
  );
  return texts.length === 0 ? '' : `{${texts.join(',')}}`;
}
