import { ACTIONS, ROLES, type Action, type Caller, type Condition, type Rule } from './policy.ts';
import { Refusal } from './refusal.ts';

type Members = Record<string, unknown>;
type Check = (value: unknown) => boolean;

const isName: Check = (value) => typeof value === 'string' && /^[a-z0-9-]{1,40}$/.test(value);
const isTitle: Check = (value) => typeof value === 'string' && value.length >= 1 && value.length <= 100;
const isStatus: Check = (value) => value === 'draft' || value === 'final';
const isNetwork: Check = (value) => value === 'office' || value === 'outside';
const isAction: Check = (value) => ACTIONS.includes(value as Action);
const isRole: Check = (value) => ROLES.has(value as string);
const isSubject: Check = (value) =>
  typeof value === 'string' && /^(everyone|(user|group):[a-z0-9-]{1,40})$/.test(value);
const isParent: Check = (value) => value === null || typeof value === 'string';
const isListOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const isWhen: Check = (value) =>
  isObject(value) && fits(value, {}, { status: isStatus, network: isNetwork, author: (author) => author === true });

export function readNewItem(body: unknown) {
  const members = read(body, { name: isTitle }, { status: isStatus, parent: isParent });
  return { status: 'draft', parent: null, ...members } as { name: string; status: string; parent: string | null };
}

export function readChanges(body: unknown) {
  return read(body, {}, { name: isTitle, status: isStatus }) as { name?: string; status?: string };
}

export function readNewRule(body: unknown, id: string): Rule {
  const isDeny = isObject(body) && body.effect === 'deny';
  const right = isDeny
    ? { actions: (value: unknown) => isListOf(isAction)(value) && (value as unknown[]).length > 0 }
    : { role: isRole };
  const required = { effect: (value: unknown) => value === 'allow' || value === 'deny', subject: isSubject, ...right };
  return { id, when: {} as Condition, ...read(body, required, { when: isWhen }) } as Rule;
}

export function readQuestion(body: unknown): { caller: Caller; action: Action } {
  const members = read(body, { user: isName, action: isAction }, { groups: isListOf(isName), network: isNetwork });
  const { action, ...caller } = { groups: [], network: 'outside', ...members } as unknown as Caller & { action: Action };
  return { caller, action };
}

export function readPage(query: URLSearchParams) {
  const limit = readNumber(query.get('limit') ?? '50');
  const offset = readNumber(query.get('offset') ?? '0');
  if (limit === null || limit < 1 || limit > 100) throw new Refusal(400, '“limit” is a number from 1 to 100.');
  if (offset === null) throw new Refusal(400, '“offset” is a number, 0 or more.');
  return { parent: query.get('parent'), limit, offset };
}

function readNumber(text: string): number | null {
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}

function read(body: unknown, required: Record<string, Check>, optional: Record<string, Check>): Members {
  if (!isObject(body) || !fits(body, required, optional)) throw new Refusal(400, 'The body is not as described.');
  return body;
}

function fits(members: Members, required: Record<string, Check>, optional: Record<string, Check>): boolean {
  const checks = new Map(Object.entries({ ...required, ...optional }));
  return (
    Object.keys(required).every((name) => Object.hasOwn(members, name)) &&
    Object.entries(members).every(([name, value]) => checks.get(name)?.(value) ?? false)
  );
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
