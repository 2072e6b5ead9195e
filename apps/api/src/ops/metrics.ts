/** The metrics of this process (`Metrics` of #observability). */
export const METRICS = Symbol('METRICS');
