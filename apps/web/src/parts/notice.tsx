import { ApiError } from '../api/client.js';

export function Failure({ error }: { error: Error }) {
  const errors = error instanceof ApiError ? (error.errors ?? []) : [];
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
    </div>
  );
}

export function Loading({ what }: { what: string }) {
  return (
    <p className="muted" role="status">
      Loading {what} …
    </p>
  );
}
