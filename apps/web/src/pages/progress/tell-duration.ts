const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long something took, to the unit that matters: “25 min”, “3 h”, “2 days”. */
export function tellDuration(seconds: number): string {
  if (seconds < MINUTE) return 'under 1 min';
  if (seconds < HOUR) return `${Math.round(seconds / MINUTE)} min`;
  if (seconds < DAY) return `${Math.round(seconds / HOUR)} h`;
  const days = Math.round(seconds / DAY);
  return days === 1 ? '1 day' : `${days} days`;
}

/** From the first submission to the first that passed. */
export const tellTimeToPass = (seconds: number): string =>
  seconds === 0 ? 'at the first attempt' : `in ${tellDuration(seconds)}`;
