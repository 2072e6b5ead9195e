import { status } from '@grpc/grpc-js';
import { invalid, Refusal } from './refusal.ts';
import type { Line, Order } from './requests.ts';

/** Of each item, for those who come back. */
const KEPT_CHANGES = 100;

export interface Reservation {
  readonly reservation_id: string;
  readonly sku: string;
  readonly quantity: number;
  readonly remaining: number;
}

export interface Change {
  readonly revision: number;
  readonly change: number;
  readonly available: number;
}

interface Waiting {
  readonly order: Order;
  resolve(reservation: Reservation): void;
  reject(refusal: Refusal): void;
}

interface Item {
  readonly sku: string;
  name: string;
  available: number;
  revision: number;
  readonly changes: Change[];
  readonly queue: Waiting[];
  readonly watchers: Set<(change: Change) => void>;
}

export class Stock {
  readonly #items = new Map<string, Item>();
  readonly #reservations = new Map<string, Reservation>();

  get(sku: string): Item {
    const item = this.#items.get(sku);
    if (!item) throw new Refusal(status.NOT_FOUND, 'there is no such item');
    return item;
  }

  /** Takes all lines at once. */
  import(lines: readonly Line[]): void {
    for (const { sku, name, quantity } of lines) {
      const item = this.#items.get(sku) ?? this.#add(sku);
      item.name = name;
      this.#change(item, quantity);
    }
    for (const sku of new Set(lines.map((line) => line.sku))) this.#serve(this.get(sku));
  }

  /** Rejects when there is not enough, or when `signal` aborts while it waits. */
  async reserve(order: Order, signal: AbortSignal): Promise<Reservation> {
    const known = this.#findReservation(order);
    if (known) return known;
    const item = this.get(order.sku);
    const { available } = item;
    const isEnough = available >= order.quantity;
    if (isEnough && !(order.wait && item.queue.length > 0)) return this.#take(item, order);
    if (order.wait) return this.#wait(item, order, signal);
    throw new Refusal(status.FAILED_PRECONDITION, `there are only ${available}`, {
      available: String(available),
    });
  }

  /** @returns what ends it */
  watch(sku: string, afterRevision: number, send: (change: Change) => void): () => void {
    if (afterRevision < 0) throw invalid('after_revision must not be negative');
    const item = this.get(sku);
    const oldest = item.revision - item.changes.length;
    if (afterRevision < oldest || afterRevision > item.revision)
      throw new Refusal(status.OUT_OF_RANGE, `after_revision must be from ${oldest} to ${item.revision}`);
    for (const change of item.changes) if (change.revision > afterRevision) send(change);
    item.watchers.add(send);
    return () => item.watchers.delete(send);
  }

  #add(sku: string): Item {
    const item: Item = {
      sku,
      name: '',
      available: 0,
      revision: 0,
      changes: [],
      queue: [],
      watchers: new Set(),
    };
    this.#items.set(sku, item);
    return item;
  }

  #findReservation(order: Order): Reservation | undefined {
    const known = this.#reservations.get(order.reservation_id);
    if (known && (known.sku !== order.sku || known.quantity !== order.quantity))
      throw new Refusal(status.ALREADY_EXISTS, 'this reservation_id stands for another reservation');
    return known;
  }

  #take(item: Item, { reservation_id, sku, quantity }: Order): Reservation {
    this.#change(item, -quantity);
    const reservation = { reservation_id, sku, quantity, remaining: item.available };
    this.#reservations.set(reservation_id, reservation);
    return reservation;
  }

  #change(item: Item, change: number): void {
    item.available += change;
    item.revision += 1;
    const entry = { revision: item.revision, change, available: item.available };
    item.changes.push(entry);
    if (item.changes.length > KEPT_CHANGES) item.changes.shift();
    for (const send of item.watchers) send(entry);
  }

  async #wait(item: Item, order: Order, signal: AbortSignal): Promise<Reservation> {
    return new Promise((resolve, reject) => {
      const waiting = { order, resolve, reject };
      item.queue.push(waiting);
      signal.addEventListener('abort', () => {
        const place = item.queue.indexOf(waiting);
        if (place === -1) return;
        item.queue.splice(place, 1);
        reject(new Refusal(status.CANCELLED, 'nobody waits any more'));
        // Whoever stood behind it may have been waiting for nothing else.
        this.#serve(item);
      });
    });
  }

  /** Lets those go who are at the front of the queue and have enough. */
  #serve(item: Item): void {
    for (const waiting of [...item.queue]) {
      const { order } = waiting;
      try {
        const known = this.#findReservation(order);
        if (!known && item.available < order.quantity) continue;
        item.queue.splice(item.queue.indexOf(waiting), 1);
        waiting.resolve(known ?? this.#take(item, order));
      } catch (refusal) {
        item.queue.splice(item.queue.indexOf(waiting), 1);
        waiting.reject(refusal as Refusal);
      }
    }
  }
}
