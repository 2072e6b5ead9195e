/** Throws, with the place, when what was found is not right. */
export type Matcher = (found: any, place: string) => void;

function insist(isRight: boolean, found: unknown, place: string, wanted: string): void {
  if (!isRight) throw new Error(`${place}: expected ${wanted}, got ${JSON.stringify(found)}`);
}

export const is =
  (...values: unknown[]): Matcher =>
  (found, place) =>
    insist(values.includes(found), found, place, values.map((value) => JSON.stringify(value)).join(' or '));

export const isNot =
  (value: unknown): Matcher =>
  (found, place) =>
    insist(found !== value, found, place, `anything but ${JSON.stringify(value)}`);

export const text: Matcher = (found, place) => insist(typeof found === 'string', found, place, 'a text');

/** The same moment, however it is written. */
export const moment =
  (time: string): Matcher =>
  (found, place) =>
    insist(typeof found === 'string' && Date.parse(found) === Date.parse(time), found, place, `the moment ${time}`);

/** One of a list of directives or parameters. */
export const directive =
  (wanted: string, separator: string): Matcher =>
  (found, place) => {
    const parts = String(found ?? '').split(separator);
    insist(
      parts.some((part) => part.trim().toLowerCase() === wanted),
      found,
      place,
      wanted,
    );
  };

/** At least these properties. */
export const like =
  (properties: Record<string, Matcher>): Matcher =>
  (found, place) => {
    insist(typeof found === 'object' && found !== null, found, place, 'an object');
    for (const [name, matcher] of Object.entries(properties)) matcher(found[name], `${place}.${name}`);
  };

/** A list with these values of one property, in any order. */
export const namesOf =
  (property: string, values: string[]): Matcher =>
  (found, place) => {
    insist(Array.isArray(found), found, place, 'a list');
    const names = found.map((item: any) => item[property]).sort();
    insist(String(names) === String(values.toSorted()), names, place, JSON.stringify(values));
  };
