import { KitFailure, SuiteMistake } from '../failures.js';
import { findExchange, type HttpResponse } from '../http/http-response.js';
import { findScope } from '../scope.js';
import { ExpositionMistake, keyOf, type MetricFamily } from './exposition.js';
import { parseExposition } from './parse-exposition.js';
import { readHistograms, type Histogram } from './read-histogram.js';

/** What a program tells Prometheus. */
export interface Metrics {
  readonly families: readonly MetricFamily[];
  /** Fails the test when there is none of this name. */
  family(name: string): MetricFamily;
  /** Of the sample with exactly these labels; null when there is none. */
  value(name: string, labels?: Readonly<Record<string, string>>): number | null;
  /**
   * All histograms of this name, one for each set of labels. A family that is missing or no histogram fails the test, and so do buckets
   * that are not in order, not cumulative or without `+Inf`, a `_count` that is not the last bucket's, and a missing `_sum`.
   */
  histograms(name: string): readonly Histogram[];
}

/**
 * Reads an answer as Prometheus' text format 0.0.4. A text that is none fails the test in words for its learner, with the line.
 * Status and content type are the suite's to check.
 */
export function readMetrics(response: HttpResponse): Metrics {
  const exchange = findExchange(response);
  if (!exchange) throw new SuiteMistake('readMetrics takes a response of the kit.');
  const inWords = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof ExpositionMistake)) throw error;
      findScope()?.exchanges.blame(exchange);
      throw toFailure(response, error);
    }
  };
  const families = inWords(() => parseExposition(response.text));
  const get = (name: string): MetricFamily => {
    const family = families.find((one) => one.name === name);
    if (!family) throw new ExpositionMistake(`there is no metric ${name}`);
    return family;
  };
  return {
    families,
    family: (name) => inWords(() => get(name)),
    value: (name, labels = {}) => findValue(families, name, keyOf(labels)),
    histograms: (name) => inWords(() => readHistograms(get(name))),
  };
}

function findValue(families: readonly MetricFamily[], name: string, key: string): number | null {
  for (const { samples } of families) {
    const found = samples.find((sample) => sample.name === name && keyOf(sample.labels) === key);
    if (found) return found.value;
  }
  return null;
}

function toFailure(
  { request: { method, path }, text }: HttpResponse,
  mistake: ExpositionMistake,
): KitFailure {
  const { line, message } = mistake;
  const shown =
    line === 0 ? '' : `; line ${line} is ${JSON.stringify((text.split('\n')[line - 1] ?? '').slice(0, 200))}`;
  return new KitFailure('assertion', `${method} ${path}: ${message}${shown}`, { cause: mistake });
}
