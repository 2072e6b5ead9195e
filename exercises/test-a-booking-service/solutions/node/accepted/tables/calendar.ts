const DAY_MS = 86_400_000;
const FIRST = Date.UTC(2027, 6, 1);

/** The day so many days after the first of July 2027. */
export const days = (count: number): string => new Date(FIRST + count * DAY_MS).toISOString().slice(0, 10);

export const nightsBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY_MS;

/** Rule 5, in whole cents. */
export const price = (people: number, nights: number): number => people * nights * (nights >= 7 ? 2700 : 3000);
