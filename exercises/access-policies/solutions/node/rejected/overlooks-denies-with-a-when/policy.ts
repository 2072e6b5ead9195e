export const ACTIONS = ['read', 'write', 'audit', 'share', 'forbid', 'delete'] as const;
export type Action = (typeof ACTIONS)[number];

interface Role {
  readonly also: readonly string[];
  readonly may: readonly Action[];
}

export const ROLES = new Map<string, Role>([
  ['viewer', { also: [], may: ['read'] }],
  ['editor', { also: ['viewer'], may: ['write'] }],
  ['auditor', { also: ['viewer'], may: ['audit'] }],
  ['manager', { also: ['editor', 'auditor'], may: ['share'] }],
  ['owner', { also: ['manager'], may: ['forbid', 'delete'] }],
]);

export interface Condition {
  status?: string;
  network?: string;
  author?: true;
}

export type Rule = { id: string; subject: string; when: Condition } & (
  | { effect: 'allow'; role: string }
  | { effect: 'deny'; actions: Action[] }
);

export interface Item {
  readonly id: string;
  name: string;
  readonly parent: Item | null;
  status: string;
  readonly author: string;
  rules: Rule[];
}

export interface Caller {
  readonly user: string;
  readonly groups: readonly string[];
  readonly network: string;
}

export interface Decision {
  readonly allowed: boolean;
  readonly reason: 'deny' | 'allow' | 'default';
  readonly rule: string | null;
}

/** May the caller do the action on the item, and by which rule? */
export function decide(action: Action, item: Item, caller: Caller, weigh: (rule: Rule) => boolean = () => true): Decision {
  const counting = rulesAbove(item).filter(
    (rule) =>
      weigh(rule) && concerns(rule.subject, caller) && actionsOf(rule).includes(action) && holds(rule.when, item, caller),
  );
  const deciding = counting.find(({ effect }) => effect === 'deny') ?? counting[0];
  if (!deciding) return { allowed: false, reason: 'default', rule: null };
  return { allowed: deciding.effect === 'allow', reason: deciding.effect, rule: deciding.id };
}

export function may(action: Action, item: Item, caller: Caller): boolean {
  return decide(action, item, caller).allowed;
}

/** May the caller add a rule like this to the item, or take it away? */
export function mayGive(rule: Rule, item: Item, caller: Caller): boolean {
  const needed: Action[] = rule.effect === 'allow' ? ['share', ...actionsOf(rule)] : ['forbid'];
  return needed.every((action) => decide(action, item, caller, isForGood).allowed);
}

/** What is only lent is not passed on. */
function isForGood({ when }: Rule): boolean {
  return Object.keys(when).length === 0;
}

/** The rules on the item and above it: the nearest first, and on the same item the oldest first. */
function rulesAbove(item: Item): Rule[] {
  const rules: Rule[] = [];
  for (let at: Item | null = item; at; at = at.parent) rules.push(...at.rules);
  return rules;
}

function concerns(subject: string, { user, groups }: Caller): boolean {
  return subject === 'everyone' || subject === `user:${user}` || groups.some((group) => subject === `group:${group}`);
}

function actionsOf(rule: Rule): readonly Action[] {
  return rule.effect === 'deny' ? rule.actions : actionsOfRole(rule.role);
}

function actionsOfRole(name: string): readonly Action[] {
  const role = ROLES.get(name);
  return role ? [...role.may, ...role.also.flatMap(actionsOfRole)] : [];
}

function holds({ status, network, author }: Condition, item: Item, caller: Caller): boolean {
  if (status !== undefined && status !== item.status) return false;
  if (network !== undefined && network !== caller.network) return false;
  return !author || item.author === caller.user;
}
