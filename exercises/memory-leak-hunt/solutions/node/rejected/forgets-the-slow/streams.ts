import { once } from 'node:events';
import type { Response } from 'express';
import { news, type Build } from './builds.ts';

const MOST_WAITING = 8;

/** What a follower has not read yet waits here, so that a slow one holds up nobody. */
class Follower {
  readonly project: string;
  readonly #response: Response;
  readonly #outbox: Buffer[] = [];
  #told = 0;
  #isWriting = false;

  constructor(project: string, response: Response) {
    this.project = project;
    this.#response = response;
  }

  tell(build: Build): void {
    if (this.#outbox.length >= MOST_WAITING) return;
    this.#told += 1;
    this.#outbox.push(Buffer.from(`id: ${this.#told}\ndata: ${JSON.stringify(build)}\n\n`));
    if (!this.#isWriting) void this.#write();
  }

  async #write(): Promise<void> {
    this.#isWriting = true;
    for (let event = this.#outbox.shift(); event; event = this.#outbox.shift())
      if (!this.#response.write(event)) await once(this.#response, 'drain');
    this.#isWriting = false;
  }
}

const followers = new Set<Follower>();

news.on('build', (build: Build) => {
  for (const follower of followers) if (follower.project === build.project) follower.tell(build);
});

export function follow(project: string, response: Response): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(':\n\n');
  const follower = new Follower(project, response);
  followers.add(follower);
  response.on('close', () => followers.delete(follower));
}
