import { randomBytes } from 'node:crypto';
import { Agent, request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import {
  LiveEvent,
  SubmissionSummary,
  TokenPair,
  type Outcome,
  type SubmissionFile,
  type SubmissionId,
} from '#contracts';
import { createParser } from 'eventsource-parser';

/** Somebody with an account on a platform that is measured. */
export class ApiLearner {
  private readonly agent = new Agent({ keepAlive: true });
  private tokens: TokenPair | null = null;
  private freshUntilMs = 0;
  private renewing: Promise<void> | null = null;

  /**
   * @param url of the API, e.g. `http://127.0.0.1:3000/api/v1`
   * @param address where they seem to come from, to an API that believes its proxy
   */
  constructor(
    private readonly url: string,
    private readonly address: string,
  ) {}

  async register(): Promise<void> {
    const email = `bench-${randomBytes(6).toString('hex')}@example.org`;
    const body = { email, password: randomBytes(12).toString('hex'), displayName: 'Benchmark' };
    await this.logIn('/auth/register', body);
  }

  /** Settles when the API has acknowledged the submission. */
  async submit(exercise: string, files: readonly SubmissionFile[]): Promise<SubmissionId> {
    await this.renew();
    const answer = await this.send(`/exercises/${exercise}/submissions`, { runtime: 'node', files });
    return SubmissionSummary.parse(JSON.parse(await text(answer))).id;
  }

  /** Settles when the verdict has arrived. @throws Error when it is not `accepted` */
  async judge(exercise: string, files: readonly SubmissionFile[]): Promise<void> {
    const outcome = await this.verdict(exercise, files);
    if (outcome !== 'accepted') throw new Error(`${exercise} was judged ${outcome}`);
  }

  /** Settles when the verdict has arrived, whatever it is. */
  async verdict(exercise: string, files: readonly SubmissionFile[]): Promise<Outcome> {
    const id = await this.submit(exercise, files);
    for await (const event of await this.watch(id)) if (event.type === 'judged') return event.outcome;
    throw new Error(`the events of ${id} ended without a verdict`);
  }

  /** The live events of a submission, as they arrive. Settles when the stream is open. */
  async watch(id: SubmissionId, signal?: AbortSignal): Promise<AsyncGenerator<LiveEvent, void>> {
    const answer = await this.send(`/submissions/${id}/events`);
    signal?.addEventListener('abort', () => answer.destroy(), { once: true });
    return readEvents(answer);
  }

  private async logIn(path: string, body: object): Promise<void> {
    const tokens = TokenPair.parse(JSON.parse(await text(await this.send(path, body))));
    this.freshUntilMs = performance.now() + tokens.expiresInSeconds * 500;
    this.tokens = tokens;
  }

  /** A measurement outlasts a token. A refresh token is good for one use, so there is one renewal at a time. */
  private async renew(): Promise<void> {
    if (this.tokens === null || performance.now() < this.freshUntilMs) return;
    const { refreshToken } = this.tokens;
    this.renewing ??= this.logIn('/auth/refresh', { refreshToken }).finally(() => (this.renewing = null));
    await this.renewing;
  }

  /** A plain `node:http` client: what it costs is taken from the same processors. @throws Error for a refusal */
  private async send(path: string, body?: object): Promise<IncomingMessage> {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = {
        'content-type': 'application/json',
        'x-forwarded-for': this.address,
        ...(this.tokens === null ? {} : { authorization: `Bearer ${this.tokens.accessToken}` }),
      };
      const options = { agent: this.agent, headers, method: body === undefined ? 'GET' : 'POST' };
      const sent = request(`${this.url}${path}`, options, resolve);
      sent.once('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
    const { statusCode = 0 } = answer;
    if (statusCode >= 200 && statusCode < 300) return answer;
    throw new Error(`${path} answered ${statusCode}: ${await text(answer)}`);
  }
}

async function* readEvents(answer: IncomingMessage): AsyncGenerator<LiveEvent, void> {
  const arrived: LiveEvent[] = [];
  const parser = createParser({ onEvent: ({ data }) => arrived.push(LiveEvent.parse(JSON.parse(data))) });
  answer.setEncoding('utf8');
  for await (const chunk of answer as AsyncIterable<string>) {
    parser.feed(chunk);
    yield* arrived.splice(0);
  }
}
