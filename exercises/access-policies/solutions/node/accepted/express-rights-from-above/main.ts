import { randomUUID } from 'node:crypto';
import express, { type NextFunction, type Request, type Response } from 'express';
import { z } from 'zod';

const Action = z.enum(['read', 'write', 'audit', 'share', 'forbid', 'delete']);
type Action = z.infer<typeof Action>;

const viewer: Action[] = ['read'];
const editor: Action[] = [...viewer, 'write'];
const auditor: Action[] = [...viewer, 'audit'];
const manager: Action[] = [...editor, ...auditor, 'share'];
const owner: Action[] = [...manager, 'forbid', 'delete'];
const ROLES = { viewer, editor, auditor, manager, owner };

const Name = z.string().regex(/^[a-z0-9-]{1,40}$/);
const Title = z.string().min(1).max(100);
const Status = z.enum(['draft', 'final']);
const Network = z.enum(['office', 'outside']);
const Subject = z.string().regex(/^(everyone|(user|group):[a-z0-9-]{1,40})$/);
const When = z
  .strictObject({ status: Status.optional(), network: Network.optional(), author: z.literal(true).optional() })
  .default({});

const NewItem = z.strictObject({
  name: Title,
  status: Status.default('draft'),
  parent: z.string().nullable().default(null),
});
const Changes = z.strictObject({ name: Title.optional(), status: Status.optional() });
const NewRule = z.discriminatedUnion('effect', [
  z.strictObject({
    effect: z.literal('allow'),
    subject: Subject,
    role: z.enum(['viewer', 'editor', 'auditor', 'manager', 'owner']),
    when: When,
  }),
  z.strictObject({ effect: z.literal('deny'), subject: Subject, actions: z.array(Action).min(1), when: When }),
]);
const Question = z.strictObject({
  user: Name,
  groups: z.array(Name).default([]),
  network: Network.default('outside'),
  action: Action,
});
const whole = (absent: string) => z.string().regex(/^\d{1,9}$/).default(absent).transform(Number);
const Page = z.object({
  parent: z.string().optional(),
  limit: whole('50').pipe(z.number().min(1).max(100)),
  offset: whole('0'),
});

type Rule = z.infer<typeof NewRule> & { id: string };

interface Item {
  id: string;
  name: string;
  status: string;
  author: string;
  /** From the workspace down to the item itself. */
  path: Item[];
  rules: Rule[];
}

interface Caller {
  user: string;
  /** What the subject of a rule may be to concern the caller. */
  subjects: Set<string>;
  network: string;
}

const items = new Map<string, Item>();

class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** For each action the rule that allows or denies it; none where nothing says anything. */
function rightsOn(item: Item, caller: Caller, weigh: (rule: Rule) => boolean = () => true): Map<Action, Rule> {
  const allowed = new Map<Action, Rule>();
  const denied = new Map<Action, Rule>();
  // What is nearer, and on the same item what is older, is written later and stays.
  for (const rule of item.path.flatMap(({ rules }) => rules.toReversed())) {
    if (!weigh(rule) || !caller.subjects.has(rule.subject) || !holds(rule, item, caller)) continue;
    if (rule.effect === 'deny') for (const action of rule.actions) denied.set(action, rule);
    else for (const action of ROLES[rule.role]) allowed.set(action, rule);
  }
  return new Map([...allowed, ...denied]);
}

function holds({ when }: Rule, item: Item, caller: Caller): boolean {
  return (
    (when.status ?? item.status) === item.status &&
    (when.network ?? caller.network) === caller.network &&
    (when.author === undefined || item.author === caller.user)
  );
}

const allows = (rights: Map<Action, Rule>, action: Action) => rights.get(action)?.effect === 'allow';
const may = (action: Action, item: Item, caller: Caller) => allows(rightsOn(item, caller), action);
const isForGood = ({ effect, when }: Rule) => effect === 'deny' || Object.keys(when).length === 0;

function mayGive(rule: z.infer<typeof NewRule>, item: Item, caller: Caller): boolean {
  const rights = rightsOn(item, caller, isForGood);
  if (rule.effect === 'deny') return allows(rights, 'forbid');
  return ['share' as const, ...ROLES[rule.role]].every((action) => allows(rights, action));
}

const callerOf = (user: string, groups: string[], network: string): Caller => ({
  user,
  subjects: new Set(['everyone', `user:${user}`, ...groups.map((group) => `group:${group}`)]),
  network,
});

function read<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value);
  if (!result.success) throw new Refusal(400, z.prettifyError(result.error));
  return result.data;
}

function find(id: unknown, caller: Caller): Item {
  const item = items.get(String(id));
  if (!item || !may('read', item, caller)) throw new Refusal(404, 'Nothing is here');
  return item;
}

function need(allowed: boolean): void {
  if (!allowed) throw new Refusal(403, 'You may not do that');
}

function show({ id, name, status, author, path }: Item, caller: Caller) {
  const parent = path.at(-2);
  return { id, name, parent: parent && may('read', parent, caller) ? parent.id : null, status, author };
}

const app = express();
app.disable('x-powered-by');

app.use((request, response, next) => {
  const user = request.get('x-user');
  if (!user) throw new Refusal(401, 'Who are you?');
  const groups = (request.get('x-groups') ?? '').split(',').map((group) => group.trim());
  response.locals.caller = callerOf(user, groups, request.get('x-network') ?? 'outside');
  next();
});
app.use(express.json({ type: () => true }));

app.post('/items', (request, response) => {
  const caller: Caller = response.locals.caller;
  const { parent: parentId, ...members } = read(NewItem, request.body);
  const item: Item = { ...members, id: randomUUID(), author: caller.user, path: [], rules: [] };
  if (parentId === null) {
    item.rules.push({ id: randomUUID(), effect: 'allow', subject: `user:${caller.user}`, role: 'owner', when: {} });
  } else {
    const parent = find(parentId, caller);
    need(may('write', parent, caller));
    item.path.push(...parent.path);
  }
  item.path.push(item);
  items.set(item.id, item);
  response.status(201).json(show(item, caller));
});

app.get('/items', (request, response) => {
  const caller: Caller = response.locals.caller;
  const page = read(Page, request.query);
  const parent = page.parent === undefined ? undefined : find(page.parent, caller);
  const found = [...items.values()].filter(
    (item) => (!parent || item.path.at(-2) === parent) && may('read', item, caller),
  );
  const shown = found.slice(page.offset, page.offset + page.limit).map((item) => show(item, caller));
  response.json({ items: shown, total: found.length });
});

app.get('/items/:id', (request, response) => {
  const caller: Caller = response.locals.caller;
  response.json(show(find(request.params.id, caller), caller));
});

app.patch('/items/:id', (request, response) => {
  const caller: Caller = response.locals.caller;
  const changes = read(Changes, request.body);
  const item = find(request.params.id, caller);
  need(may('write', item, caller));
  Object.assign(item, changes);
  response.json(show(item, caller));
});

app.delete('/items/:id', (request, response) => {
  const caller: Caller = response.locals.caller;
  const item = find(request.params.id, caller);
  const doomed = [...items.values()].filter(({ path }) => path.includes(item));
  need(doomed.every((each) => may('delete', each, caller)));
  for (const { id } of doomed) items.delete(id);
  response.status(204).end();
});

app.get('/items/:id/rules', (request, response) => {
  const caller: Caller = response.locals.caller;
  const item = find(request.params.id, caller);
  need(may('audit', item, caller));
  response.json({ rules: item.rules });
});

app.post('/items/:id/rules', (request, response) => {
  const caller: Caller = response.locals.caller;
  const members = read(NewRule, request.body);
  const item = find(request.params.id, caller);
  need(mayGive(members, item, caller));
  const rule: Rule = { id: randomUUID(), ...members };
  item.rules.push(rule);
  response.status(201).json(rule);
});

app.delete('/items/:id/rules/:rule', (request, response) => {
  const caller: Caller = response.locals.caller;
  const item = find(request.params.id, caller);
  const index = item.rules.findIndex(({ id }) => id === request.params.rule);
  const rule = item.rules[index];
  if (!rule) throw new Refusal(404, 'This item has no such rule');
  need(mayGive(rule, item, caller));
  item.rules.splice(index, 1);
  response.status(204).end();
});

app.post('/items/:id/explain', (request, response) => {
  const caller: Caller = response.locals.caller;
  const { user, groups, network, action } = read(Question, request.body);
  const item = find(request.params.id, caller);
  need(may('audit', item, caller));
  const rule = rightsOn(item, callerOf(user, groups, network)).get(action);
  response.json({ allowed: rule?.effect === 'allow', reason: rule?.effect ?? 'default', rule: rule?.id ?? null });
});

app.use(() => {
  throw new Refusal(404, 'Nothing is here');
});
app.use((error: { status?: number; message: string }, _request: Request, response: Response, _next: NextFunction) => {
  if (!error.status) console.error(error);
  response.status(error.status ?? 500).json({ error: error.status ? error.message : 'Something went wrong' });
});

app.listen(Number(process.env.PORT), '127.0.0.1');
