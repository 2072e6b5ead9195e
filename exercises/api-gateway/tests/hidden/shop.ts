import { random, subject, upstream, type HttpResponse, type UpstreamRequest } from '@touchstone/kit';

export const customers = upstream('customers');
export const orders = upstream('orders');
export const points = upstream('points');
export const stock = upstream('stock');
export const SERVICES = { customers, orders, points, stock };

/** Several times what an answer may take, with a service that says nothing. */
export const PATIENCE_MS = 5000;

export interface Order {
  readonly id: string;
  readonly sku: string;
  readonly quantity: number;
}

export const aSku = (): string => `${random.word(6)}-${random.integer(100, 999)}`;

export const anOrder = (sku = aSku()): Order => ({
  id: random.word(10),
  sku,
  quantity: random.integer(1, 9),
});

/** What the services know about one customer in this test. */
export class Shop {
  readonly token = `Bearer ${random.word(24)}`;
  readonly me = { id: `c${random.integer(1_000_000, 9_999_999)}`, name: random.sentence() };
  readonly total = random.integer(1, 5000);
  readonly orders: readonly Order[];
  readonly #available: ReadonlyMap<string, number>;

  readonly #isTalkative: boolean;

  /** @param isTalkative whether services also tell what is their own business */
  constructor(list: readonly Order[] = [anOrder(), anOrder(), anOrder()], isTalkative = false) {
    this.orders = list;
    this.#isTalkative = isTalkative;
    this.#available = new Map(list.map(({ sku }) => [sku, random.integer(0, 90)]));
    customers.respond(() => this.answerMe());
    orders.respond((request) => this.answerOrders(request));
    points.respond(() => this.answerPoints());
    stock.respond((request) => this.answerStock(request));
  }

  readonly answerMe = () => ({ json: { ...this.me, ...this.#talk('passwordHash') } });

  readonly answerOrders = ({ path }: Pick<UpstreamRequest, 'path'>) => {
    const { pathname } = new URL(path, orders.url);
    const list = this.orders.map((order) => ({ ...order, ...this.#talk('margin') }));
    if (pathname === '/orders') return { json: { orders: list, ...this.#talk('query') } };
    const found = list.find(({ id }) => pathname === `/orders/${id}`);
    return found ? { json: found } : { status: 404, json: { message: 'no such row' } };
  };

  readonly answerPoints = () => ({ json: { points: this.total, ...this.#talk('level') } });

  readonly answerStock = ({ path }: Pick<UpstreamRequest, 'path'>) => ({
    json: {
      items: skusIn(path)
        .filter((sku) => this.#available.has(sku))
        .map((sku) => ({ sku, available: this.#available.get(sku), ...this.#talk('supplier') })),
    },
  });

  /** The whole screen, or one without what is missing. */
  home(missing: readonly ('points' | 'stock')[] = []) {
    return {
      customer: this.me,
      orders: this.orders.map((order) => this.#show(order, missing)),
      points: missing.includes('points') ? null : this.total,
      missing,
    };
  }

  order(order: Order, missing: readonly 'stock'[] = []) {
    return { order: this.#show(order, missing), missing };
  }

  /** What the app does: with its token, and with patience. */
  ask(path = '/home', headers: Readonly<Record<string, string>> = {}): Promise<HttpResponse> {
    return subject.get(path, {
      headers: { authorization: this.token, ...headers },
      timeoutMs: PATIENCE_MS,
    });
  }

  /**
   * Once orders failed, a program answers and gives up its call to points, which may still be on its way. One more request, and
   * it has come: it is not counted among those that the test makes next.
   */
  async settle(): Promise<void> {
    customers.respond(() => ({ status: 401 }));
    await this.ask();
    customers.respond(this.answerMe);
  }

  #talk(property: string): Record<string, string> {
    return this.#isTalkative ? { [property]: random.word() } : {};
  }

  #show(order: Order, missing: readonly string[]) {
    return { ...order, available: missing.includes('stock') ? null : this.#available.get(order.sku)! };
  }
}

/** The skus in the address of a request to stock, in order. */
export const skusIn = (path: string): string[] => new URL(path, stock.url).searchParams.getAll('sku');

/** Something that waits until a test says so. */
export class Gate {
  open: () => void = () => undefined;
  readonly opened = new Promise<void>((resolve) => {
    this.open = resolve;
  });
}

export function expectApology(answer: HttpResponse, status: number): void {
  expect(answer).toHaveStatus(status);
  expect(answer.json).toEqual({ error: expect.any(String) });
}

export function expectJson(answer: HttpResponse, json: unknown): void {
  expect(answer).toHaveStatus(200);
  expect(answer.json).toEqual(json);
}

/** How often each service was asked in this test. */
export const countCalls = (): Record<string, number> =>
  Object.fromEntries(Object.entries(SERVICES).map(([name, { requests }]) => [name, requests.length]));
