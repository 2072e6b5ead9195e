import { Link, useLocation } from 'wouter';
import type { Role } from '#contracts';

interface Entry {
  readonly href: string;
  readonly label: string;
  /** Whether an address belongs to the entry. */
  readonly covers: RegExp;
  /** Who sees it; everybody unless told, `nobody` stands for whoever is logged out. */
  readonly roles?: readonly Role[];
}

const MEMBERS: readonly Role[] = ['learner', 'instructor', 'admin'];
const STAFF: readonly Role[] = ['instructor', 'admin'];

const ENTRIES: readonly Entry[] = [
  { href: '/', label: 'Roadmap', covers: /^\/(tracks.*)?$/ },
  { href: '/exercises', label: 'Exercises', covers: /^\/exercises/ },
  { href: '/submissions', label: 'Submissions', covers: /^\/submissions/, roles: MEMBERS },
  { href: '/cohorts', label: 'Cohorts', covers: /^\/(cohorts|join)/, roles: MEMBERS },
  { href: '/desk', label: 'Desk', covers: /^\/desk/, roles: STAFF },
  { href: '/operations', label: 'Operations', covers: /^\/operations/, roles: ['admin'] },
];

export function Navigation({ role, label }: { role: Role | null; label: string }) {
  const [path] = useLocation();
  const entries = ENTRIES.filter(
    ({ roles }) => roles === undefined || (role !== null && roles.includes(role)),
  );
  return (
    <nav className="nav" aria-label={label}>
      {entries.map(({ href, label: text, covers }) => (
        <Link key={href} href={href} aria-current={covers.test(path) ? 'page' : undefined}>
          {text}
        </Link>
      ))}
    </nav>
  );
}
