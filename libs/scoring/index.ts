/**
 * scoring: outcome → score → standings. Pure arithmetic on plain values. It must never know where verdicts
 * come from or where scores are stored.
 */
export { scoreVerdict } from './score-verdict.js';
