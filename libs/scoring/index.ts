/**
 * scoring: outcome → score → standings. Pure arithmetic on plain values. It must never know where verdicts
 * come from or where scores are stored.
 */
export { RunningPoints } from './running-points.js';
export { scoreVerdict } from './score-verdict.js';
export { type Best, type ComparableResult, decideFate, toChange } from './compare-results.js';
export { listFlips } from './list-flips.js';
export { type BestChange, compareBests, countFlips, summariseRejudge } from './summarise-rejudge.js';
