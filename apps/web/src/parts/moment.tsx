const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A moment, as this browser writes dates; the exact time is in the tooltip and in the markup. */
export function Moment({ at, withTime = true }: { at: string; withTime?: boolean }) {
  return (
    <time dateTime={at} title={new Date(at).toLocaleString()}>
      {tellMoment(at, withTime)}
    </time>
  );
}

/** The same where there is room for text only, as in an option. */
export function tellMoment(at: string, withTime = true): string {
  return new Date(at).toLocaleString(undefined, {
    dateStyle: 'medium',
    ...(withTime ? { timeStyle: 'short' as const } : {}),
  });
}

/** “3 minutes ago”. */
export function tellAge(at: string, now = Date.now()): string {
  const seconds = Math.round((Date.parse(at) - now) / 1000);
  const size = Math.abs(seconds);
  const words = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
  if (size < MINUTE) return words.format(seconds, 'second');
  if (size < HOUR) return words.format(Math.round(seconds / MINUTE), 'minute');
  if (size < DAY) return words.format(Math.round(seconds / HOUR), 'hour');
  return words.format(Math.round(seconds / DAY), 'day');
}
