/** Columns beside a stored verdict, for lists and distributions: `INSERT INTO verdicts (…, ${FIGURE_COLUMNS})`. */
export const FIGURE_COLUMNS = 'passed_tests, total_tests, wall_ms, cpu_ms, peak_memory_bytes, latency_ms';

/** Their values. @param verdict SQL for a verdict as jsonb, such as `$5::jsonb` */
export const selectFigures = (verdict: string): string => `
  jsonb_array_length(jsonb_path_query_array(${verdict}, '$.tests[*] ? (@.status == "passed")')),
  jsonb_array_length(${verdict} -> 'tests'),
  (${verdict} -> 'usage' ->> 'wallMs')::double precision,
  (${verdict} -> 'usage' ->> 'cpuMs')::double precision,
  (${verdict} -> 'usage' ->> 'peakMemoryBytes')::double precision,
  (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY (test ->> 'durationMs')::double precision)
    FROM jsonb_array_elements(${verdict} -> 'tests') AS test WHERE test ->> 'status' = 'passed')`;
