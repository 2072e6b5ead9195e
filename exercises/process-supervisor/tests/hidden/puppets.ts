import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { eventually, random, step, subject } from '@touchstone/kit';
import { PATIENCE_MS, forgetJobs, listLeftJobs, tryToCancel } from './jobs.ts';

/** `polite` tells of each SIGTERM and goes on, `deaf` ignores it, `plain` is ended by it. */
export type Manner = 'polite' | 'deaf' | 'plain';

/** A process that connects to the test, gives its name, and does what it is told until the connection ends. */
const SCRIPT = `exec 3<>/dev/tcp/127.0.0.1/$1 || exit 99
case $3 in
  polite) trap 'echo SIGTERM >&3' TERM ;;
  deaf) trap '' TERM ;;
esac
echo "$2" >&3
while read -r -u 3 line; do eval "$line"; done`;

/** After that a job is not going to end. */
const CLEANING_MS = 1000;
/** More than any puppet says: a connection that brings more is none of ours. */
const MOST_CHARACTERS = 4096;

let server: Server | null = null;
const sockets = new Set<Socket>();
const puppets = new Map<string, Puppet>();

/** A process of a job, seen from the test. */
export class Puppet {
  readonly said: string[] = [];
  /** Its connection has ended: the process is gone. */
  isGone = false;
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
    let text = '';
    socket.setEncoding('latin1');
    socket.on('error', () => undefined);
    socket.on('close', () => (this.isGone = true));
    socket.on('data', (part: string) => {
      text += part;
      if (text.length > MOST_CHARACTERS) socket.destroy();
      const lines = text.split('\n');
      text = lines.pop()!;
      for (const line of lines) this.#hear(line);
    });
  }

  get signals(): string[] {
    return this.said.filter((line) => line === 'SIGTERM');
  }

  tell(line: string): void {
    if (!this.isGone) this.#socket.write(`${line}\n`);
  }

  /** Lets it start another puppet, which belongs to the same job. */
  async begets(what: string, manner: Manner, redirection = ''): Promise<Puppet> {
    const name = aName();
    this.tell(`bash -c "$BASH_EXECUTION_STRING" puppet "$1" ${name} ${manner} ${redirection} &`);
    return arrival(name, what);
  }

  /** Ends it, whatever it ignores. */
  letGo(): void {
    this.#socket.destroy();
  }

  #hear(line: string): void {
    if (!puppets.has(line) && this.said.length === 0) puppets.set(line, this);
    this.said.push(line);
  }
}

export const aName = (): string => `${random.word(8)}${random.integer(1000, 999_999)}`;

/** The command of a job that is a puppet. */
export async function puppetCommand(name: string, manner: Manner): Promise<string[]> {
  server ??= await listen();
  const { port } = server.address() as AddressInfo;
  return ['/bin/bash', '-c', SCRIPT, 'puppet', String(port), name, manner];
}

export const isHere = (name: string): boolean => puppets.has(name);

/** Waits until a puppet has connected. */
export async function arrival(name: string, what: string): Promise<Puppet> {
  await step(`whether ${what} runs`, () => eventually(() => expect(isHere(name)).toBe(true), PATIENCE_MS));
  return puppets.get(name)!;
}

/** For `afterEach`: ends what the test has started, so that the next one has all places. */
export async function leaveNothing(): Promise<void> {
  await dismissPuppets();
  const isClean = async () => (await listLeftJobs()).length === 0;
  if (await isClean()) return forgetJobs();
  for (const id of await listLeftJobs()) await tryToCancel(id);
  if (!(await giveTimeFor(isClean, CLEANING_MS))) await subject.restart();
  forgetJobs();
}

/** Ends all puppets, those that are deaf too. */
export async function dismissPuppets(): Promise<void> {
  for (const socket of sockets) socket.destroy();
  puppets.clear();
  const closing = server;
  server = null;
  if (!closing) return;
  const closed = once(closing, 'close');
  closing.close();
  await closed;
}

/** Gives something time to happen. @returns whether it has */
export const giveTimeFor = (hasHappened: () => boolean | Promise<boolean>, ms: number): Promise<boolean> =>
  eventually(async () => {
    expect(await hasHappened()).toBe(true);
    return true;
  }, ms).catch(() => false);

async function listen(): Promise<Server> {
  const created = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    new Puppet(socket);
  });
  created.listen(0, '127.0.0.1');
  await once(created, 'listening');
  return created;
}
