import { z } from 'zod';

/** A verdict in the words of other tools. */
export const SubmissionExportFormat = z.enum(['ctrf', 'junit', 'gradescope']);
export type SubmissionExportFormat = z.infer<typeof SubmissionExportFormat>;

/** The results of a cohort in the words of other tools. */
export const CohortExportFormat = z.enum(['csv', ...SubmissionExportFormat.options]);
export type CohortExportFormat = z.infer<typeof CohortExportFormat>;
