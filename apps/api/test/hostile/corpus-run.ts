import { setTimeout as delay } from 'node:timers/promises';
import type { Outcome, SubmissionDetail, Verdict } from '#contracts';
import { Learner, type SeenEvent } from '../system/learner.js';
import { Platform } from '../system/platform.js';
import { HostWatch, takenOf, type HostLevels, type HostStock, type Taken } from './host-watch.js';
import { requestOf, withShared, type HostileCase } from './hostile-case.js';
import { TargetExercises, type Canaries } from './target-exercises.js';

/** Hostile programs judged at once; a neighbour is judged beside them all the time. */
const LANES = 2;
const CLEAN_WITHIN_MS = 10_000;
const PING_EVERY_MS = 200;
/** Other cases run meanwhile, and the platform's own database and logs grow. */
export const BOUNDS: Taken = { tcpMemoryMib: 16, diskMib: 64, inodes: 20_000 };

const NEIGHBOUR_FILES = withShared(
  [{ path: 'main.mjs', content: "import { serve } from './honest.mjs';\nserve();\n" }],
  'node',
);

/** What one run of a case came to. */
export interface Sight {
  readonly id: string;
  readonly detail: SubmissionDetail;
  /** As it is stored, before any feedback policy. */
  readonly stored: Verdict;
  readonly events: readonly SeenEvent[];
  readonly tookMs: number;
  readonly verdictRows: number;
  readonly tries: number;
  readonly containers: number;
  readonly left: readonly string[];
  readonly taken: Taken;
  /** Outcomes of the neighbours that were being judged meanwhile. */
  readonly neighbours: readonly (Outcome | null)[];
}

export interface Refusal {
  readonly status: number;
  readonly body: string;
  readonly submissions: number;
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly outcome: Outcome | null;
}

/** A whole platform under attack: hostile lanes, a steady neighbour, and a pulse taken all the time. */
export class CorpusRun {
  readonly events: SeenEvent[] = [];
  readonly unanswered: string[] = [];
  readonly submissionIds: string[] = [];
  private readonly neighbours: Span[] = [];
  private readonly over = new AbortController();
  private background: Promise<unknown> = Promise.resolve();
  private readonly free: (() => void)[] = [];
  private busy = 0;

  private constructor(
    readonly platform: Platform,
    readonly targets: TargetExercises,
    readonly attacker: Learner,
    readonly neighbour: Learner,
    readonly watch: HostWatch,
    readonly before: HostLevels,
  ) {}

  static async start(canaries: Canaries): Promise<CorpusRun> {
    const targets = new TargetExercises(canaries);
    const platform = await Platform.start({
      exercisesDir: targets.folder,
      env: { TOUCHSTONE_WORKER_CONCURRENCY: String(LANES + 1), CANARY_WORKER: canaries.WORKER },
    });
    const [attacker, neighbour] = await Promise.all([
      Learner.register(platform.url),
      Learner.register(platform.url),
    ]);
    const watch = await HostWatch.start();
    const run = new CorpusRun(platform, targets, attacker, neighbour, watch, await watch.levels());
    await run.judgeNeighbour();
    run.background = Promise.all([run.keepJudgingNeighbours(), run.takePulse()]);
    // Looked at in `quiet`.
    run.background.catch(() => undefined);
    return run;
  }

  /** The neighbour's verdict when nobody else was there. */
  get alone(): Outcome | null {
    return this.neighbours[0]?.outcome ?? null;
  }

  /** Starts every case, `LANES` at a time, in order. */
  startAll<T>(
    cases: readonly HostileCase[],
    work: (one: HostileCase) => Promise<T>,
  ): Map<string, Promise<T>> {
    return new Map(
      cases.map((one) => {
        const result = this.inLane(() => work(one));
        // Awaited by the case's own test.
        result.catch(() => undefined);
        return [one.name, result] as const;
      }),
    );
  }

  async judge({ exercise, runtime, files }: HostileCase): Promise<Sight> {
    const from = Date.now();
    const stock = await this.watch.stock();
    const id = await this.attacker.submit(exercise, runtime, files);
    this.submissionIds.push(id);
    const events = await this.attacker.watch(id, null, (seen) => seen.event.type === 'judged');
    this.events.push(...events);
    const to = Date.now();
    const detail = await this.attacker.read(id);
    const rows = await this.platform.query<{ verdict: Verdict }>(
      'SELECT verdict FROM verdicts WHERE submission_id = $1',
      [id],
    );
    const [{ tries } = { tries: -1 }] = await this.platform.query<{ tries: number }>(
      'SELECT tries FROM submissions WHERE id = $1',
      [id],
    );
    const pods = this.platform.podsOf(id);
    const containers = (await this.watch.containersOf(pods)).length;
    const left = await this.leftAfterAWhile(pods);
    const taken = await this.takenAfterAWhile(stock);
    const stored = rows[0]?.verdict;
    if (stored === undefined) throw new Error(`${id} was judged without a verdict\n${this.platform.logs()}`);
    const neighbours = await this.neighboursDuring({ from, to });
    return {
      id,
      detail,
      stored,
      events,
      tookMs: to - from,
      verdictRows: rows.length,
      tries,
      containers,
      left,
      taken,
      neighbours,
    };
  }

  async refuse(one: HostileCase): Promise<Refusal> {
    const { body, headers } = await requestOf(one);
    const response = await this.attacker.request(`/exercises/${one.exercise}/submissions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': one.name.replaceAll('/', '.'),
        ...headers,
      },
      body,
    });
    const rows = await this.platform.query('SELECT 1 FROM submissions WHERE idempotency_key = $1', [
      one.name.replaceAll('/', '.'),
    ]);
    return { status: response.status, body: await response.text(), submissions: rows.length };
  }

  /** Ends the neighbours and the pulse, waits until nothing is judged. */
  async quiet(): Promise<readonly Span[]> {
    this.over.abort();
    await this.background;
    return this.neighbours;
  }

  async stop(): Promise<void> {
    this.over.abort();
    await this.background.catch(() => undefined);
    this.watch.stop();
    await this.platform.stop();
    this.targets.remove();
  }

  private async inLane<T>(work: () => Promise<T>): Promise<T> {
    if (this.busy >= LANES) await new Promise<void>((go) => this.free.push(go));
    else this.busy += 1;
    try {
      return await work();
    } finally {
      const next = this.free.shift();
      if (next) next();
      else this.busy -= 1;
    }
  }

  private async leftAfterAWhile(pods: readonly string[]): Promise<string[]> {
    const end = Date.now() + CLEAN_WITHIN_MS;
    let left = await this.watch.leftOf(pods);
    while (left.length > 0 && Date.now() < end) {
      await delay(100);
      left = await this.watch.leftOf(pods);
    }
    return left;
  }

  /** Another case may hold TCP memory at this moment; what this one took must come back. */
  private async takenAfterAWhile(stock: HostStock): Promise<Taken> {
    const end = Date.now() + CLEAN_WITHIN_MS;
    let taken = takenOf(stock, await this.watch.stock());
    while (taken.tcpMemoryMib >= BOUNDS.tcpMemoryMib && Date.now() < end) {
      await delay(100);
      taken = takenOf(stock, await this.watch.stock());
    }
    return taken;
  }

  /** Waits for the neighbour that is being judged now, so that there is always one to look at. */
  private async neighboursDuring({ from, to }: { from: number; to: number }): Promise<(Outcome | null)[]> {
    while (!this.over.signal.aborted && (this.neighbours.at(-1)?.to ?? 0) < to) await delay(50);
    return this.neighbours.filter((span) => span.to > from && span.from < to).map(({ outcome }) => outcome);
  }

  private async judgeNeighbour(): Promise<void> {
    const from = Date.now();
    const { outcome } = await this.neighbour.judge('vault', 'node', NEIGHBOUR_FILES);
    this.neighbours.push({ from, to: Date.now(), outcome });
  }

  private async keepJudgingNeighbours(): Promise<void> {
    while (!this.over.signal.aborted) await this.judgeNeighbour();
  }

  private async takePulse(): Promise<void> {
    while (!this.over.signal.aborted) {
      await delay(PING_EVERY_MS);
      try {
        const { status } = await fetch(`${this.platform.url}/healthz`, { signal: AbortSignal.timeout(5000) });
        if (status !== 200) this.unanswered.push(`status ${status}`);
      } catch (error) {
        this.unanswered.push(String(error));
      }
    }
  }
}
