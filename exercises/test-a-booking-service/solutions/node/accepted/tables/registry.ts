type Test = (room: Room) => Promise<unknown>;

/** What a test talks to: a room of its own. Each function says beforehand which status it wants. */
export interface Room {
  send(method: string, path: string, json: unknown, status: number): Promise<Answer>;
  wish(from: string, to: string, people?: unknown): object;
  book(from: string, to: string, people?: number): Promise<Booking>;
  list(): Promise<Booking[]>;
}

export interface Answer {
  headers: Headers;
  json: any;
}

export interface Booking {
  id: string;
  from: string;
  to: string;
  people: number;
  nights: number;
  price: number;
  status: string;
}

const tests = new Map<string, Test>();

export function it(name: string, test: Test): void {
  if (tests.has(name)) throw new Error(`two tests are called “${name}”`);
  tests.set(name, test);
}

/** All at once: since each has a room of its own, no order can matter, and the suite takes as long as its longest test. */
export async function runAll(openRoom: () => Promise<Room>) {
  const passed: string[] = [];
  const failed: { name: string; message: string }[] = [];
  async function run([name, test]: [string, Test]): Promise<void> {
    try {
      await test(await openRoom());
      passed.push(name);
    } catch (error) {
      failed.push({ name, message: error instanceof Error ? error.message : String(error) });
    }
  }
  await Promise.all([...tests].map(run));
  return { passed, failed };
}
