import { QueryFailedError, type DataSource } from 'typeorm';
import { insertSubmissions, type Insertion, type NewSubmission } from './insert-submission.js';

/** SQLSTATE classes of what is wrong with a value or a reference: one submission's fault, not the database's. */
const OF_ONE = /^(22|23)/;

/**
 * Stores submissions of different users with one commit. When the database refuses something in one of them, each is
 * stored by itself, so that nobody pays for another's.
 */
export async function storeTogether(
  dataSource: DataSource,
  submissions: readonly NewSubmission[],
): Promise<(Insertion | Error)[]> {
  const store = (some: readonly NewSubmission[]): Promise<Insertion[]> =>
    dataSource.transaction((manager) => insertSubmissions(manager, some));
  try {
    return await store(submissions);
  } catch (error) {
    if (submissions.length === 1 || !isOfOne(error)) throw error;
    const results: (Insertion | Error)[] = [];
    for (const submission of submissions) results.push(...(await store([submission]).catch(toList)));
    return results;
  }
}

function isOfOne(error: unknown): boolean {
  return (
    error instanceof QueryFailedError && OF_ONE.test((error.driverError as { code?: string }).code ?? '')
  );
}

function toList(error: unknown): Error[] {
  return [error instanceof Error ? error : new Error(String(error))];
}
