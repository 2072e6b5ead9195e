import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ExerciseList,
  Leaderboard,
  Requeued,
  SubmissionSummary,
  TokenPair,
  type Outcome,
  type SubmissionFile,
} from '#contracts';

/** What is sent, and what must come of it. */
export interface ChaosProgram {
  readonly name: string;
  readonly files: readonly SubmissionFile[];
  readonly expected: Outcome;
}

/** A submission that the API has acknowledged. */
export interface Acknowledged {
  readonly id: string;
  readonly learner: number;
  readonly program: ChaosProgram;
}

const ANSWER_MS = 10_000;
const RETRY_MS = 300;

/** Somebody at the API, who asks again until it answers. */
export class ChaosLearner {
  private token = '';
  readonly email = `chaos-${randomBytes(6).toString('hex')}@example.org`;

  constructor(
    private readonly url: string,
    readonly exercise: string,
  ) {}

  async register(): Promise<void> {
    const body = { email: this.email, password: randomBytes(12).toString('hex'), displayName: 'Chaos' };
    this.token = TokenPair.parse(await this.ask('/auth/register', body)).accessToken;
  }

  /** Asks until it is acknowledged, always for the same submission. */
  async submit(files: readonly SubmissionFile[], deadlineMs: number): Promise<string> {
    const key = randomUUID();
    const path = `/exercises/${this.exercise}/submissions`;
    const end = performance.now() + deadlineMs;
    for (;;) {
      try {
        const answer = await this.ask(path, { runtime: 'node', files }, { 'idempotency-key': key });
        return SubmissionSummary.parse(answer).id;
      } catch (error) {
        if (performance.now() > end) throw error;
        await sleep(RETRY_MS);
      }
    }
  }

  async readBestScore(): Promise<number | null> {
    const { items } = ExerciseList.parse(await this.ask('/exercises'));
    return items.find(({ slug }) => slug === this.exercise)?.bestScore ?? null;
  }

  async readBoard(): Promise<Leaderboard> {
    return Leaderboard.parse(await this.ask(`/exercises/${this.exercise}/leaderboard?limit=100`));
  }

  /** As an admin: everything that was given up is judged again. @returns how many */
  async requeue(): Promise<number> {
    return Requeued.parse(await this.ask('/operations/requeue', {})).submissions.length;
  }

  private async ask(path: string, body?: object, headers: Record<string, string> = {}): Promise<unknown> {
    const response = await fetch(`${this.url}${path}`, {
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.token}`, ...headers },
      signal: AbortSignal.timeout(ANSWER_MS),
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response.json();
  }
}
