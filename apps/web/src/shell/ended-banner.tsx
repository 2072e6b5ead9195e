import { Link, useLocation, useSearch } from 'wouter';
import { useSession } from '../api/session.js';
import { Icon } from '../parts/icon.js';

/** Whoever was here is not known any more: leads back in, to the page that is open. */
export function EndedBanner() {
  const { hasEnded } = useSession();
  const [path] = useLocation();
  const search = useSearch();
  const next = path + (search === '' ? '' : `?${search}`);
  return (
    <div role="status" aria-label="Session">
      {hasEnded && path !== '/login' && (
        <p className="banner">
          <Icon name="lock" /> Your session has ended. What is on this page stays, and drafts are kept in this
          browser. <Link href={`/login?next=${encodeURIComponent(next)}`}>Log in again</Link>
        </p>
      )}
    </div>
  );
}
