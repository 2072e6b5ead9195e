import type { ReactNode } from 'react';
import { ApiError } from '../api/client.js';
import { Button } from './button.js';

export type Tone = 'plain' | 'good' | 'fair' | 'bad' | 'ours';

/** A remark set apart. Its words carry the meaning; the tone only colours it. */
export function Notice({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return <div className={tone === 'plain' ? 'notice' : `notice ${tone}`}>{children}</div>;
}

/** What failed, in the API's own words, with a way on: trying again, where that may help. */
export function Failure({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  const errors = error instanceof ApiError ? (error.errors ?? []) : [];
  const mayHelp = !GONE.includes((error as Partial<ApiError>).status ?? 0);
  return (
    <div className="notice bad" role="alert">
      <p>{error.message}</p>
      {errors.length > 0 && (
        <ul>
          {errors.map((entry) => (
            <li key={`${entry.path} ${entry.message}`}>
              {entry.path !== '' && <code>{entry.path}</code>} {entry.message}
            </li>
          ))}
        </ul>
      )}
      {onRetry && mayHelp && (
        <Button kind="quiet" small onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}

/** Not for this reader, or not there: it will be the same next time. */
const GONE: readonly number[] = [400, 403, 404, 410];

export function Loading({ what }: { what: string }) {
  return (
    <div className="page">
      <p className="loading" role="status">
        Loading {what} …
      </p>
    </div>
  );
}

/** A list without entries: says what belongs here and how it gets here. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}
