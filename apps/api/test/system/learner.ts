import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createParser } from 'eventsource-parser';
import { LiveEvent, SubmissionDetail, type SubmissionFile } from '#contracts';

export interface SeenEvent {
  readonly id: string | undefined;
  readonly event: LiveEvent;
}

/** A learner at the API, as any client would be. */
export class Learner {
  private constructor(
    readonly url: string,
    readonly token: string,
    readonly email: string,
  ) {}

  static async register(url: string): Promise<Learner> {
    const email = `learner-${randomBytes(5).toString('hex')}@example.org`;
    const response = await fetch(`${url}/api/v1/auth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password: 'correct horse battery', displayName: 'A learner' }),
    });
    if (response.status !== 201)
      throw new Error(`register answered ${response.status}: ${await response.text()}`);
    const { accessToken } = (await response.json()) as { accessToken: string };
    return new Learner(url, accessToken, email);
  }

  request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { authorization: `Bearer ${this.token}`, ...(init.headers as Record<string, string>) };
    return fetch(`${this.url}/api/v1${path}`, { ...init, headers });
  }

  /** Submits and returns the id. */
  async submit(
    exercise: string,
    runtime: string,
    files: readonly SubmissionFile[],
    mode = 'graded',
  ): Promise<string> {
    const response = await this.request(`/exercises/${exercise}/submissions?mode=${mode}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ runtime, files }),
    });
    if (response.status !== 202)
      throw new Error(`submit answered ${response.status}: ${await response.text()}`);
    return ((await response.json()) as { id: string }).id;
  }

  async read(id: string): Promise<SubmissionDetail> {
    return SubmissionDetail.parse(await (await this.request(`/submissions/${id}`)).json());
  }

  /** Reads events after `lastId` until the stream ends or `until` says it is enough. */
  async watch(id: string, lastId: string | null, until: (seen: SeenEvent) => boolean): Promise<SeenEvent[]> {
    const abort = new AbortController();
    const response = await this.request(`/submissions/${id}/events`, {
      headers: lastId === null ? {} : { 'last-event-id': lastId },
      signal: abort.signal,
    });
    if (!response.ok || response.body === null) throw new Error(`events answered ${response.status}`);
    const seen: SeenEvent[] = [];
    let enough = false;
    const parser = createParser({
      onEvent: (message) => {
        if (enough) return;
        const entry = { id: message.id, event: LiveEvent.parse(JSON.parse(message.data)) };
        seen.push(entry);
        enough = until(entry);
      },
    });
    const decoder = new TextDecoder();
    for await (const chunk of response.body) {
      parser.feed(decoder.decode(chunk, { stream: true }));
      if (enough) break;
    }
    abort.abort();
    return seen;
  }

  /** Submits, watches to the end and reads the verdict. */
  async judge(
    exercise: string,
    runtime: string,
    files: readonly SubmissionFile[],
  ): Promise<SubmissionDetail> {
    const id = await this.submit(exercise, runtime, files);
    await this.watch(id, null, (seen) => seen.event.type === 'judged');
    return this.read(id);
  }
}

/** The files of a solution folder, as a learner would send them. */
export function readFiles(folder: string): SubmissionFile[] {
  const walk = (at: string): string[] =>
    readdirSync(at).flatMap((name) =>
      statSync(join(at, name)).isDirectory() ? walk(join(at, name)) : [join(at, name)],
    );
  return walk(folder)
    .map((file) => ({ path: relative(folder, file), content: readFileSync(file, 'utf8') }))
    .filter((file) => file.path !== 'expect.yaml');
}
