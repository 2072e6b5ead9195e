import type { ReactNode } from 'react';
import type { Loaded } from '../api/use-loaded.js';
import { Failure } from './notice.js';

interface LoadedProps<T> {
  readonly of: Loaded<T>;
  /** “your cohorts”: completes “Loading … …”. */
  readonly what: string;
  readonly children: (value: T) => ReactNode;
}

/** Content that comes from the API: its place while it loads, its failure with a way on, or itself. */
export function WhenLoaded<T>({ of: loaded, what, children }: LoadedProps<T>) {
  if (loaded.state === 'loading') {
    return (
      <p className="loading" role="status">
        Loading {what} …
      </p>
    );
  }
  if (loaded.state === 'failed') return <Failure error={loaded.error} onRetry={loaded.reload} />;
  return children(loaded.value);
}
