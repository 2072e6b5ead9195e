import type { GitSignature } from './git-history.js';

/** `Ines Moar <ines@skua.example> 1772442760 +0000`, or null when it is something else. */
export function readSignature(text: string): GitSignature | null {
  const open = text.indexOf('<');
  const close = text.indexOf('>', open);
  if (open < 0 || close < 0) return null;
  const [, seconds, sign, hours, minutes] =
    /^ (\d{1,10}) ([+-])(\d\d)(\d\d)$/.exec(text.slice(close + 1)) ?? [];
  if (seconds === undefined) return null;
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60 : 60);
  const local = new Date((Number(seconds) + offset) * 1000).toISOString().slice(0, -'.000Z'.length);
  return {
    name: text.slice(0, open).trimEnd(),
    email: text.slice(open + 1, close),
    date: `${local}${sign}${hours}${minutes}`,
  };
}
