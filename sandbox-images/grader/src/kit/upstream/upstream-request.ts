import { BODY_LIMITS, parseJson } from '../http/parse-json.js';
import { KitFailure } from '../failures.js';

/** One request that the learner's program sent to an upstream: kept in the grader, out of the learner's reach. */
export class UpstreamRequest {
  constructor(
    readonly method: string,
    /** With its query. */
    readonly path: string,
    /** Lower-case names; what came more than once is joined by `, `. */
    readonly headers: Readonly<Record<string, string>>,
    readonly body: string,
    /** When it had come, in milliseconds of `performance.now()`: to measure the time between two. */
    readonly atMs: number,
  ) {}

  /** @throws KitFailure when the body is not JSON */
  get json(): unknown {
    const parsed = parseJson(this.body, BODY_LIMITS);
    if (parsed.ok) return parsed.value;
    throw new KitFailure(
      'assertion',
      `Your program sent ${this.method} ${this.path} to an upstream: expected JSON in its body, but ${parsed.problem}.`,
    );
  }
}
