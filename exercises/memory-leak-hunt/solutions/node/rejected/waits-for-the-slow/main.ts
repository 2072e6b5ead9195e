import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

type Json = Record<string, any>;

interface Build {
  number: number;
  project: string;
  commit: string;
  log: string;
}

const { UPSTREAM_COVERAGE_URL, UPSTREAM_SCANNER_URL, UPSTREAM_CHAT_URL, UPSTREAM_WIKI_URL } = process.env;

/** A cache that cannot grow: every use moves an entry to the end, and what is too many goes at the beginning. */
class Recent<V> {
  readonly #limit: number;
  readonly #entries = new Map<string, V>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string): V | undefined {
    const value = this.#entries.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  set(key: string, value: V): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#limit) break;
      this.#entries.delete(oldest);
    }
  }
}

// Builds: a ring of thirty places, in which a new one takes the place of the oldest.
const ring = new Array<Build | undefined>(30);
let total = 0;

/** Whoever has to hear of builds. Joining gives the way out, so that it cannot be forgotten. */
const listeners = new Set<(build: Build) => void>();
function join(listener: (build: Build) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function reportBuild({ project, commit, log }: Json): number {
  total += 1;
  const build: Build = { number: total, project, commit, log };
  ring[total % ring.length] = build;
  for (const listener of [...listeners]) listener(build);
  return total;
}

function lastBuilds(): Build[] {
  return ring.filter((build) => build !== undefined).sort((a, b) => b.number - a.number);
}

const summaryOf = ({ number, project, commit }: Build) => ({ number, project, commit });

// Reports, as text: a line is cut out when it is asked for.
const reports = new Recent<string>(20);

async function readReport(commit: string): Promise<string> {
  const report = reports.get(commit) ?? (await read(`${UPSTREAM_COVERAGE_URL}/reports/${commit}`));
  reports.set(commit, report);
  return report;
}

async function read(url: string): Promise<string> {
  const response = await fetch(url);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${new URL(url).pathname}: status ${response.status}`);
  return text;
}

let waiting = 0;
function wait(commits: string[], waitMs: number): Promise<Build | null> {
  waiting += 1;
  return new Promise((resolve) => {
    const wanted = new Set(commits);
    const end = (build: Build | null) => {
      waiting -= 1;
      leave();
      clearTimeout(timer);
      resolve(build);
    };
    const leave = join((build) => {
      if (wanted.has(build.commit)) end(build);
    });
    const timer = setTimeout(end, waitMs, null);
  });
}

/** What has to be read before a build is answered: this much less waits in memory. */
const drains: Promise<unknown>[] = [];

/** The response has a queue of its own. It is gone with the connection, as long as nobody else holds the response. */
function follow(project: string, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' }).write(':\n\n');
  let told = 0;
  const leave = join((build) => {
    if (build.project !== project) return;
    told += 1;
    if (!response.write(`id: ${told}\ndata: ${JSON.stringify(build)}\n\n`))
      drains.push(Promise.race([once(response, 'drain'), once(response, 'close')]));
  });
  response.on('close', leave);
}

// Releases: one list in the order of their times, one look at it each 20 ms. What is told or cancelled is taken out.
let releases: { id: string; notes: string; dueAt: number }[] = [];
let planned = 0;

function planRelease(notes: string, afterMs: number): string {
  planned += 1;
  const release = { id: `r${planned}`, notes, dueAt: performance.now() + afterMs };
  releases = [...releases, release].sort((a, b) => a.dueAt - b.dueAt);
  return release.id;
}

function cancelRelease(id: string): boolean {
  const before = releases.length;
  releases = releases.filter((release) => release.id !== id);
  return releases.length < before;
}

setInterval(() => {
  while (releases[0] && releases[0].dueAt <= performance.now()) {
    const text = releases.shift()!.notes.split('\n', 1)[0];
    const body = JSON.stringify({ text });
    const headers = { 'content-type': 'application/json' };
    fetch(`${UPSTREAM_CHAT_URL}/messages`, { method: 'POST', headers, body }).catch(console.error);
  }
}, 20);

// Checks, by hash: the text itself need not be kept at all.
const checks = new Map<string, Promise<string>>();
let running = 0;

async function check(source: string): Promise<string> {
  const hash = createHash('sha256').update(source).digest('hex');
  if (!checks.has(hash)) checks.set(hash, askScanner(hash));
  running += 1;
  try {
    return await checks.get(hash)!;
  } finally {
    running -= 1;
  }
}

async function askScanner(hash: string): Promise<string> {
  try {
    return JSON.parse(await read(`${UPSTREAM_SCANNER_URL}/verdicts/${hash}`)).verdict;
  } finally {
    checks.delete(hash);
  }
}

/** Titles as bytes: a piece of a string would be a view of the page, and keep all of it. */
const titles = new Recent<Buffer>(2000);

async function readTitle(page: string): Promise<string> {
  const html = await read(`${UPSTREAM_WIKI_URL}/pages/${page}`);
  const title = /<title>(.*?)<\/title>/.exec(html)?.[1]?.trim() ?? '';
  titles.set(page, Buffer.from(title));
  return title;
}

async function readBody(request: IncomingMessage): Promise<Json> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : {};
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const send = (status: number, body: unknown) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  const url = new URL(request.url ?? '/', 'http://localhost');
  const [, kind, name = ''] = url.pathname.split('/');
  switch (`${request.method} ${kind}`) {
    case 'POST builds': {
      const number = reportBuild(await readBody(request));
      await Promise.all(drains.splice(0));
      return send(201, { number });
    }
    case 'GET builds': {
      if (!name) return send(200, { total, last: lastBuilds().map(summaryOf) });
      const build = lastBuilds().find(({ number }) => number === Number(name));
      if (!build) return send(404, { error: 'no such build, or not any more' });
      return void response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(build.log);
    }
    case 'GET reports': {
      const line = (await readReport(name)).split('\n')[Number(url.searchParams.get('line')) - 1];
      return line === undefined ? send(404, { error: 'no such line' }) : send(200, { line });
    }
    case 'POST waits': {
      const { commits, waitMs } = await readBody(request);
      const build = await wait(commits, waitMs);
      return build ? send(200, summaryOf(build)) : void response.writeHead(204).end();
    }
    case 'GET waits':
      return send(200, { waiting });
    case 'GET projects':
      return follow(name, response);
    case 'POST releases': {
      const { notes, afterMs } = await readBody(request);
      return send(201, { id: planRelease(notes, afterMs) });
    }
    case 'DELETE releases':
      return void response.writeHead(cancelRelease(name) ? 204 : 404).end();
    case 'POST checks':
      return send(200, { verdict: await check((await readBody(request)).source) });
    case 'GET checks':
      return send(200, { running });
    case 'GET pages':
      return send(200, { title: await readTitle(name) });
    case 'GET titles': {
      const title = titles.get(name);
      return title ? send(200, { title: title.toString() }) : send(404, { error: 'nobody has looked at it' });
    }
    default:
      return send(404, { error: 'nothing here' });
  }
}

createServer((request, response) => {
  answer(request, response).catch((error: Error) => {
    console.error(error.message);
    response.writeHead(502, { 'content-type': 'application/json' }).end(JSON.stringify({ error: error.message }));
  });
}).listen(Number(process.env.PORT), '127.0.0.1');
