import { random, step, subject, type HttpResponse } from '@touchstone/kit';

export interface Caller {
  readonly user: string;
  readonly groups?: readonly string[];
  readonly network?: string;
}

export interface Item {
  readonly id: string;
  readonly name: string;
  readonly parent: string | null;
  readonly status: string;
  readonly author: string;
}

export interface Rule {
  readonly id: string;
}

export type Action = 'read' | 'write' | 'audit' | 'share' | 'forbid' | 'delete';

export const aUser = (more: Omit<Caller, 'user'> = {}): Caller => ({ user: random.word(10), ...more });
export const aName = () => random.sentence(2);
export const subjectOf = ({ user }: Caller) => `user:${user}`;

/** Requests in the name of this caller, as the gateway hands them on. */
export function as({ user, groups, network }: Caller) {
  const headers = {
    'x-user': user,
    ...(groups && { 'x-groups': groups.join(', ') }),
    ...(network && { 'x-network': network }),
  };
  const send = (method: string, path: string, json?: unknown): Promise<HttpResponse> =>
    subject.request(method, path, json === undefined ? { headers } : { headers, json });
  return {
    send,
    get: (path: string) => send('GET', path),
    post: (path: string, json: unknown) => send('POST', path, json),
    patch: (path: string, json: unknown) => send('PATCH', path, json),
    delete: (path: string) => send('DELETE', path),
  };
}

export async function create(caller: Caller, members: object = {}): Promise<Item> {
  const answer = await as(caller).post('/items', { name: aName(), ...members });
  expect(answer).toHaveStatus(201);
  return answer.json as Item;
}

export const createIn = (caller: Caller, parent: Item, members: object = {}) =>
  create(caller, { parent: parent.id, ...members });

/** A workspace with a folder, and a document in it, all made by its owner. */
export async function createTree(owner: Caller) {
  const workspace = await create(owner);
  const folder = await createIn(owner, workspace);
  const document = await createIn(owner, folder);
  return { workspace, folder, document };
}

export const anAllow = (to: string, role: string, when?: object) => ({
  effect: 'allow',
  subject: to,
  role,
  ...(when && { when }),
});

export const aDeny = (to: string, actions: readonly Action[], when?: object) => ({
  effect: 'deny',
  subject: to,
  actions,
  ...(when && { when }),
});

/** Adds a rule where that has to work. */
export async function add(caller: Caller, item: Item, rule: object): Promise<Rule> {
  const answer = await as(caller).post(`/items/${item.id}/rules`, rule);
  expect(answer).toHaveStatus(201);
  return answer.json as Rule;
}

/** Takes a rule away where that has to work. */
export async function take(caller: Caller, item: Item, rule: Rule): Promise<void> {
  expect(await as(caller).delete(`/items/${item.id}/rules/${rule.id}`)).toHaveStatus(204);
}

export async function listRules(caller: Caller, item: Item): Promise<unknown[]> {
  const answer = await as(caller).get(`/items/${item.id}/rules`);
  expect(answer).toHaveStatus(200);
  return (answer.json as { rules: unknown[] }).rules;
}

export async function readItem(caller: Caller, item: Item): Promise<Item> {
  const answer = await as(caller).get(`/items/${item.id}`);
  expect(answer).toHaveStatus(200);
  return answer.json as Item;
}

const ATTEMPTS: Record<Action, (caller: Caller, path: string) => Promise<HttpResponse>> = {
  read: (caller, path) => as(caller).get(path),
  write: (caller, path) => as(caller).patch(path, {}),
  audit: (caller, path) => as(caller).get(`${path}/rules`),
  share: (caller, path) => as(caller).post(`${path}/rules`, anAllow(subjectOf(aUser()), 'viewer')),
  forbid: (caller, path) => as(caller).post(`${path}/rules`, aDeny(subjectOf(aUser()), ['read'])),
  delete: (caller, path) => as(caller).delete(path),
};

/** Does it, to see whether it is allowed. Whether a refusal is 403 or 404 is for the tests that are about that. */
async function mayDo(action: Action, caller: Caller, { id }: Item): Promise<boolean> {
  const answer = await ATTEMPTS[action](caller, `/items/${id}`);
  if (answer.status === 403 || answer.status === 404) return false;
  if (answer.status < 200 || answer.status > 299) expect(answer).toHaveStatus(403);
  return true;
}

/** Those of the callers who may do it. */
export async function whoMay(action: Action, item: Item, callers: Record<string, Caller>): Promise<string[]> {
  const names: string[] = [];
  for (const [name, caller] of Object.entries(callers))
    if (await mayDo(action, caller, item)) names.push(name);
  return names;
}

/** Those of the items to which the caller may do it. */
export async function whereMay(
  action: Action,
  caller: Caller,
  items: Record<string, Item>,
): Promise<string[]> {
  const names: string[] = [];
  for (const [name, item] of Object.entries(items)) if (await mayDo(action, caller, item)) names.push(name);
  return names;
}

/** What the caller may do to the item. Whoever may delete it has deleted it then. */
export async function whatMay(caller: Caller, item: Item): Promise<string[]> {
  const actions: string[] = [];
  for (const action of Object.keys(ATTEMPTS) as Action[])
    if (await mayDo(action, caller, item)) actions.push(action);
  return actions;
}

export async function expectStatus(what: string, answer: HttpResponse, status: number): Promise<void> {
  await step(what, () => expect(answer).toHaveStatus(status));
}
