import type { LimitUse } from '#contracts';
import { tellAmount } from './amounts.js';
import { LIMIT_WORDS } from './words.js';

/** Each limit that the run met: what was allowed and what was used, in words and as a bar. */
export function LimitBars({ limits }: { limits: readonly LimitUse[] }) {
  if (limits.length === 0) return null;
  return (
    <dl className="limits">
      {limits.map((use) => (
        <LimitBar key={use.limit} use={use} />
      ))}
    </dl>
  );
}

function LimitBar({ use: { limit, allowed, used, unit } }: { use: LimitUse }) {
  const most = Math.max(allowed, used, 1);
  const x = (100 * allowed) / most;
  return (
    <div>
      <dt>{LIMIT_WORDS[limit]}</dt>
      <dd>
        <span>
          allowed <strong>{tellAmount(allowed, unit)}</strong>, used <strong>{tellAmount(used, unit)}</strong>
        </span>
        <svg className="limit-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
          <rect className="room" width="100" height="6" />
          <rect className="used" width={(100 * used) / most} height="6" />
          <line x1={x} x2={x} y1="0" y2="6" />
        </svg>
      </dd>
    </div>
  );
}
