import { createServer, type IncomingMessage } from 'node:http';
import { readChanges, readNewItem, readNewRule, readPage, readQuestion } from './input.ts';
import { decide, may, mayGive, type Action, type Caller, type Item } from './policy.ts';
import { Refusal } from './refusal.ts';

interface Call {
  readonly caller: Caller;
  readonly ids: readonly string[];
  readonly query: URLSearchParams;
  readonly body: unknown;
}

interface Answer {
  readonly status: number;
  readonly json?: unknown;
}

const items = new Map<string, Item>();
let lastId = 0;
const nextId = (letter: string) => `${letter}${++lastId}`;

const routes: [method: string, path: RegExp, handle: (call: Call) => Answer][] = [
  ['POST', /^\/items$/, createItem],
  ['GET', /^\/items$/, listItems],
  ['GET', /^\/items\/([^/]+)$/, readItem],
  ['PATCH', /^\/items\/([^/]+)$/, changeItem],
  ['DELETE', /^\/items\/([^/]+)$/, deleteItem],
  ['GET', /^\/items\/([^/]+)\/rules$/, listRules],
  ['POST', /^\/items\/([^/]+)\/rules$/, addRule],
  ['DELETE', /^\/items\/([^/]+)\/rules\/([^/]+)$/, removeRule],
  ['POST', /^\/items\/([^/]+)\/explain$/, explain],
];

function createItem({ caller, body }: Call): Answer {
  const { name, status, parent: parentId } = readNewItem(body);
  const parent = parentId === null ? null : getReadable(parentId, caller);
  if (parent) need('write', parent, caller);

  const item: Item = { id: nextId('i'), name, parent, status, author: caller.user, rules: [] };
  if (!parent) {
    item.rules.push({ id: nextId('r'), effect: 'allow', subject: `user:${caller.user}`, role: 'owner', when: {} });
  }
  items.set(item.id, item);
  return { status: 201, json: show(item, caller) };
}

function listItems({ caller, query }: Call): Answer {
  const { parent: parentId, limit, offset } = readPage(query);
  const parent = parentId === null ? null : getReadable(parentId, caller);
  const found = [...items.values()].filter(
    (item) => (!parent || item.parent === parent) && may('read', item, caller),
  );
  const page = found.slice(offset, offset + limit).map((item) => show(item, caller));
  return { status: 200, json: { items: page, total: found.length } };
}

function readItem({ caller, ids: [id] }: Call): Answer {
  return { status: 200, json: show(getReadable(id, caller), caller) };
}

function changeItem({ caller, ids: [id], body }: Call): Answer {
  const changes = readChanges(body);
  const item = getReadable(id, caller);
  need('write', item, caller);
  Object.assign(item, changes);
  return { status: 200, json: show(item, caller) };
}

function deleteItem({ caller, ids: [id] }: Call): Answer {
  const item = getReadable(id, caller);
  const doomed = [...items.values()].filter((other) => lies(other, item));
  for (const each of doomed) need('delete', each, caller);
  for (const each of doomed) items.delete(each.id);
  return { status: 204 };
}

function listRules({ caller, ids: [id] }: Call): Answer {
  const item = getReadable(id, caller);
  need('audit', item, caller);
  return { status: 200, json: { rules: item.rules } };
}

function addRule({ caller, ids: [id], body }: Call): Answer {
  const rule = readNewRule(body, nextId('r'));
  const item = getReadable(id, caller);
  if (!mayGive(rule, item, caller)) throw new Refusal(403, 'You may not add this rule.');
  item.rules.push(rule);
  return { status: 201, json: rule };
}

function removeRule({ caller, ids: [id, ruleId] }: Call): Answer {
  const item = getReadable(id, caller);
  const rule = item.rules.find((each) => each.id === ruleId);
  if (!rule) throw new Refusal(404, 'There is no such rule on this item.');
  if (!mayGive(rule, item, caller)) throw new Refusal(403, 'You may not take this rule away.');
  item.rules = item.rules.filter((each) => each !== rule);
  return { status: 204 };
}

function explain({ caller, ids: [id], body }: Call): Answer {
  const question = readQuestion(body);
  const item = getReadable(id, caller);
  need('audit', item, caller);
  return { status: 200, json: decide(question.action, item, question.caller) };
}

/** The item, when it is there and the caller may read it. */
function getReadable(id: string | undefined, caller: Caller): Item {
  const item = items.get(id ?? '');
  if (!item || !may('read', item, caller)) throw new Refusal(404, 'There is no such item.');
  return item;
}

function need(action: Action, item: Item, caller: Caller): void {
  if (!may(action, item, caller)) throw new Refusal(403, `You may not ${action} here.`);
}

/** Is this the item, or something below it? */
function lies(other: Item, item: Item): boolean {
  return other === item || (other.parent !== null && lies(other.parent, item));
}

function show(item: Item, caller: Caller): object {
  const { id, name, parent, status, author } = item;
  return { id, name, parent: parent && may('read', parent, caller) ? parent.id : null, status, author };
}

async function answer(request: IncomingMessage): Promise<Answer> {
  const caller = readCaller(request);
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://store');
  const text = await readText(request);
  for (const [method, pattern, handle] of routes) {
    const match = pattern.exec(pathname);
    if (!match || method !== request.method) continue;
    const ids = match.slice(1).map(decodeURIComponent);
    return handle({ caller, ids, query: searchParams, body: parse(text) });
  }
  throw new Refusal(404, 'There is nothing here.');
}

function readCaller({ headers }: IncomingMessage): Caller {
  const user = String(headers['x-user'] ?? '');
  if (user === '') throw new Refusal(401, 'The header X-User is missing.');
  const groups = String(headers['x-groups'] ?? '')
    .split(',')
    .map((group) => group.trim());
  return { user, groups, network: String(headers['x-network'] ?? 'outside') };
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** Undefined is no object, and so a mistake wherever a body is needed. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

createServer((request, response) => {
  answer(request)
    .catch((error: unknown): Answer => {
      if (error instanceof Refusal) return { status: error.status, json: { error: error.message } };
      console.error(error);
      return { status: 500, json: { error: 'Something went wrong.' } };
    })
    .then(({ status, json }) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(json === undefined ? undefined : JSON.stringify(json));
    });
}).listen(Number(process.env.PORT), '127.0.0.1');
