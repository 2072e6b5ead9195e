import {
  eventually,
  random,
  services,
  step,
  subject,
  upstream,
  type HttpResponse,
  type UpstreamAnswer,
  type UpstreamRequest,
} from '@touchstone/kit';

/** How long a program on a busy machine may take for what it does in a moment on an idle one. */
export const PATIENCE_MS = 4000;
/** For a whole trip with some attempts and pauses in it. */
const TRIP_MS = 9000;
/** How long the tables are held: enough for copies of a request to come as far as they can. */
const LOCKED_MS = 1500;

const SERVICES = ['flight', 'hotel', 'payment'] as const;
export type Service = (typeof SERVICES)[number];
export type Direction = 'do' | 'undo';

const PATHS: Record<Service, Record<Direction, string>> = {
  flight: { do: '/reservations', undo: '/cancellations' },
  hotel: { do: '/reservations', undo: '/cancellations' },
  payment: { do: '/payments', undo: '/refunds' },
};

export interface Trip {
  readonly order: string;
  readonly flight: string;
  readonly hotel: string;
  readonly amount: number;
}

export interface ShownTrip {
  readonly order: string;
  readonly status: string;
  readonly steps: readonly { readonly step: string; readonly status: string; readonly id: string | null }[];
}

/** With an order that no other test has. */
export const aTrip = (): Trip => ({
  order: `A-${random.word(12)}`,
  flight: `TS${random.integer(100, 999)}`,
  hotel: random.sentence(),
  amount: random.integer(10_000, 90_000),
});

/** What a service does with one request. By default it does the work and says so. */
export interface Deed {
  /** Lets everything wait. */
  readonly before?: Promise<unknown>;
  /** In place of the work and of the answer to it. */
  readonly instead?: UpstreamAnswer;
  /** The work is done, and the answer to it gets lost. */
  readonly lost?: 'cut' | 'stall';
}

/** `attempt` counts from 1. */
type Plan = (attempt: number) => Deed;

interface Call {
  readonly order: string;
  readonly service: Service;
  readonly path: string;
  readonly key: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
  readonly atMs: number;
}

interface Work {
  readonly order: string;
  readonly service: Service;
  readonly id: string;
  isUndone: boolean;
}

const bad = (status: number, error: string): UpstreamAnswer => ({ status, json: { error } });

/** The three services in one test. */
export class World {
  readonly #plans = new Map<string, Plan>();
  readonly #calls: Call[] = [];
  /** What each key stands for. */
  readonly #meanings = new Map<string, string>();
  readonly #works = new Map<string, Work>();
  readonly #undoneKeys = new Set<string>();

  constructor() {
    for (const service of SERVICES) upstream(service).respond((request) => this.#take(service, request));
  }

  /** What a service does with each request about a trip. */
  plan({ order }: Trip, service: Service, direction: Direction, plan: Plan): void {
    this.#plans.set(`${order} ${service} ${PATHS[service][direction]}`, plan);
  }

  calls({ order }: Trip, service: Service, direction: Direction): Call[] {
    return this.#calls.filter(
      (call) => call.order === order && call.service === service && call.path === PATHS[service][direction],
    );
  }

  callsOf({ order }: Trip): Call[] {
    return this.#calls.filter((call) => call.order === order);
  }

  /** What the services were asked, in this order; a request that is repeated with its key counts once. */
  trail(trip: Trip): string[] {
    const seen = new Map<string, string>();
    for (const { service, path, key } of this.callsOf(trip)) {
      const name = `${service} ${path} ${key ?? ''}`;
      if (!seen.has(name)) seen.set(name, `${service} ${path}`);
    }
    return [...seen.values()];
  }

  /** What the services have done for a trip, in the order in which they did it. */
  done({ order }: Trip): Work[] {
    return [...this.#works.values()].filter((work) => work.order === order);
  }

  /** What they have done and not undone. */
  standing(trip: Trip): Service[] {
    return this.done(trip)
      .filter(({ isUndone }) => !isUndone)
      .map(({ service }) => service);
  }

  async #take(service: Service, request: UpstreamRequest): Promise<UpstreamAnswer> {
    const body = bodyOf(request);
    const { order } = body;
    if (request.method !== 'POST' || typeof order !== 'string')
      return bad(400, 'POST with an order in the body');
    const { path, atMs } = request;
    const key = request.headers['idempotency-key'];
    this.#calls.push({ order, service, path, key, body, atMs });
    const plan = this.#plans.get(`${order} ${service} ${path}`);
    const attempt = this.#calls.filter(
      (call) => call.order === order && call.service === service && call.path === path,
    ).length;
    const deed: Deed = plan?.(attempt) ?? {};
    await deed.before;
    if (deed.instead) return deed.instead;
    const outcome = this.#settle({ order, service, path, key, body, atMs });
    if (deed.lost === 'stall') return { stall: true };
    return deed.lost === 'cut' ? { ...outcome, cut: true } : outcome;
  }

  #settle({ order, service, path, key, body }: Call): UpstreamAnswer {
    if (key === undefined || !/^[\w-]{1,64}$/.test(key))
      return bad(400, 'Idempotency-Key: 1–64 of A–Z a–z 0–9 - _');
    const name = `${service} ${key}`;
    const meaning = JSON.stringify([path, Object.entries(body).sort(([a], [b]) => (a < b ? -1 : 1))]);
    if ((this.#meanings.get(name) ?? meaning) !== meaning)
      return bad(422, 'this Idempotency-Key came with something else');
    this.#meanings.set(name, meaning);
    if (path === PATHS[service].do) return this.#do(order, service, name);
    if (path !== PATHS[service].undo) return bad(404, `no such path: ${path}`);
    return this.#undo(service, body.undo);
  }

  #do(order: string, service: Service, name: string): UpstreamAnswer {
    if (this.#undoneKeys.has(name)) return bad(409, 'this was cancelled');
    const work = this.#works.get(name) ?? {
      order,
      service,
      id: `${service.slice(0, 2)}-${random.word(10)}`,
      isUndone: false,
    };
    this.#works.set(name, work);
    return { status: 201, json: { id: work.id } };
  }

  #undo(service: Service, key: unknown): UpstreamAnswer {
    if (typeof key !== 'string') return bad(400, 'undo: the key of the step');
    this.#undoneKeys.add(`${service} ${key}`);
    const work = this.#works.get(`${service} ${key}`);
    if (work) work.isUndone = true;
    return { status: 200, json: { undone: true } };
  }
}

function bodyOf({ body }: UpstreamRequest): Record<string, unknown> {
  try {
    return (JSON.parse(body) as Record<string, unknown> | null) ?? {};
  } catch {
    return {};
  }
}

export const send = (trip: Trip): Promise<HttpResponse> => subject.post('/trips', { json: trip });

/** Orders a trip where that has to work. */
export async function order(trip: Trip): Promise<HttpResponse> {
  const answer = await send(trip);
  expect(answer).toHaveStatus(202);
  await step('GET /trips/:order of an order that was answered with 202', async () =>
    expect(await show(trip)).toHaveStatus(200),
  );
  return answer;
}

export const show = (trip: Pick<Trip, 'order'>): Promise<HttpResponse> => subject.get(`/trips/${trip.order}`);

export async function shown(trip: Trip): Promise<ShownTrip> {
  const answer = await show(trip);
  expect(answer).toHaveStatus(200);
  expect(answer).toHaveJson({ order: trip.order, status: expect.any(String), steps: expect.any(Array) });
  return answer.json as ShownTrip;
}

export const statuses = ({ steps }: ShownTrip): string[] =>
  steps.map(({ step: name, status }) => `${name} ${status}`);

const OTHER_END = { booked: 'cancelled', cancelled: 'booked' } as const;

/** Waits until a trip is over, and looks how it ended. */
export async function expectEnd(
  trip: Trip,
  status: 'booked' | 'cancelled',
  steps: readonly string[],
  when = 'at the end',
): Promise<ShownTrip> {
  const last = await step(`status of the trip ${when}`, () =>
    eventually(async () => {
      const seen = await shown(trip);
      // One that ended the other way will not change any more.
      if (seen.status !== OTHER_END[status]) expect(seen.status).toBe(status);
      return seen;
    }, TRIP_MS),
  );
  await step(`status of the trip ${when}`, () => expect(last.status).toBe(status));
  await step(`status of each step ${when}`, () => expect(statuses(last)).toEqual(steps));
  return last;
}

export const ALL_DONE = ['flight done', 'hotel done', 'payment done'];

/** What the services are asked about a trip that goes well. */
export const FORWARD = ['flight /reservations', 'hotel /reservations', 'payment /payments'];

export const expectTrail = (world: World, trip: Trip, trail: readonly string[]): Promise<void> =>
  step('what the services were asked, in this order (with the same key again: once)', () =>
    expect(world.trail(trip)).toEqual(trail),
  );

export const expectStanding = (world: World, trip: Trip, standing: readonly Service[]): Promise<void> =>
  step('what the services have done for the trip and not undone', () =>
    expect(world.standing(trip)).toEqual(standing),
  );

export const untilAsked = (
  world: World,
  trip: Trip,
  service: Service,
  direction: Direction,
  { times = 1, deadlineMs = PATIENCE_MS }: { times?: number; deadlineMs?: number } = {},
): Promise<void> =>
  step(`requests POST ${PATHS[service][direction]} that the service ${service} has had for the trip`, () =>
    eventually(
      () => expect(world.calls(trip, service, direction).length).toBeGreaterThanOrEqual(times),
      deadlineMs,
    ),
  );

/** Something that waits until a test says so. */
export class Gate {
  open: () => void = () => undefined;
  readonly opened = new Promise<void>((resolve) => {
    this.open = resolve;
  });
}

/**
 * Holds all tables locked against writing while `work` is done: until `count` statements of the program wait there, or for a second
 * and a half.
 */
export async function whileLocked<T>(count: number, work: () => Promise<T>): Promise<T> {
  const holding = services.postgres.query(`
    DO $$
    DECLARE names text;
    BEGIN
      SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') INTO names
      FROM pg_tables WHERE schemaname = 'public';
      EXECUTE 'LOCK TABLE ' || names || ' IN EXCLUSIVE MODE';
      FOR i IN 1..${LOCKED_MS / 20} LOOP
        PERFORM pg_stat_clear_snapshot();
        EXIT WHEN (SELECT count(*) FROM pg_stat_activity WHERE usename = 'app' AND wait_event_type = 'Lock') >= ${count};
        PERFORM pg_sleep(0.02);
      END LOOP;
    END $$`);
  const locked = `SELECT 1 FROM pg_locks WHERE locktype = 'relation' AND mode = 'ExclusiveLock' AND granted`;
  await eventually(async () => expect(await services.postgres.query(locked)).not.toEqual([]), PATIENCE_MS);
  const [result] = await Promise.all([work(), holding]);
  return result;
}
