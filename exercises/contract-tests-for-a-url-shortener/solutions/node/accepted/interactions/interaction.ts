import type { Matcher } from './matchers.ts';
import type { Answer, Asked, World } from './world.ts';

export interface Expected {
  status: number | number[];
  headers?: Record<string, Matcher>;
  /** Not parsed when there is none. */
  body?: Matcher;
}

export interface Interaction<Given> {
  name: string;
  /** Brings the state about; what it gives goes to the other two. */
  given?: (world: World) => Promise<Given>;
  request: (given: Given, world: World) => Asked;
  response: (given: Given) => Expected;
  /** What has to hold afterwards. */
  after?: (answer: Answer, given: Given, world: World) => Promise<void>;
}

/** For the types of what is given. */
export const interaction = <Given>(it: Interaction<Given>): Interaction<Given> => it;

export async function verify<Given>(it: Interaction<Given>, world: World): Promise<void> {
  const given = (await it.given?.(world)) as Given;
  const answer = await world.ask(it.request(given, world));
  match(answer, it.response(given));
  await it.after?.(answer, given, world);
}

export function match(answer: Answer, { status, headers = {}, body }: Expected): void {
  if (![status].flat().includes(answer.status))
    throw new Error(`status: expected ${[status].flat().join(' or ')}, got ${answer.status}`);
  for (const [name, matcher] of Object.entries(headers)) matcher(answer.headers.get(name), name);
  body?.(JSON.parse(answer.text), 'body');
}
