import { ApiError } from '../api/client.js';

/** Puts refusals that are about one field beside it: `{ 'alias-taken': 'alias' }`. */
export async function atField<T>(fields: Readonly<Record<string, string>>, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const path = error instanceof ApiError ? fields[error.code] : undefined;
    if (!(error instanceof ApiError) || path === undefined) throw error;
    throw new ApiError(error.status, error.code, error.message, {
      errors: [{ path, message: error.message }],
    });
  }
}
