/** Ids are `<attempt>-<number>`, ever increasing within a submission. */
export const EVENT_ID = /^\d{1,9}-\d{1,9}$/;

/** Above every number a worker gives: the verdict is the last event of its attempt. */
const FINAL_NUMBER = 1_000_000;

export function finalEventId(attempt: number): string {
  return `${attempt}-${FINAL_NUMBER}`;
}

/** True when `id` comes after `other`; everything comes after null. */
export function isLaterId(id: string, other: string | null): boolean {
  if (other === null) return true;
  const [attempt = 0, number = 0] = id.split('-').map(Number);
  const [otherAttempt = 0, otherNumber = 0] = other.split('-').map(Number);
  return attempt === otherAttempt ? number > otherNumber : attempt > otherAttempt;
}
