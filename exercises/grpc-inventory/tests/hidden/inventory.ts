import {
  eventually,
  grpcClient,
  random,
  step,
  type GrpcAnswer,
  type GrpcCall,
  type GrpcCallOptions,
} from '@touchstone/kit';

/** Long enough for a slow machine; nothing is late that comes before it. */
export const PATIENCE_MS = 4000;

/** The statement's inventory.proto. */
const PROTO = `
syntax = "proto3";

package inventory.v1;

service Inventory {
  rpc GetItem(GetItemRequest) returns (Item);
  rpc Reserve(ReserveRequest) returns (Reservation);
  rpc ImportItems(stream ImportLine) returns (ImportSummary);
  rpc WatchStock(WatchStockRequest) returns (stream StockChange);
}

message GetItemRequest {
  string sku = 1;
}

message Item {
  string sku = 1;
  string name = 2;
  int32 available = 3;
  int64 revision = 4;
  int32 waiting = 5;
  int32 watchers = 6;
}

message ReserveRequest {
  string reservation_id = 1;
  string sku = 2;
  int32 quantity = 3;
  bool wait = 4;
}

message Reservation {
  string reservation_id = 1;
  string sku = 2;
  int32 quantity = 3;
  int32 remaining = 4;
}

message ImportLine {
  string sku = 1;
  string name = 2;
  int32 quantity = 3;
}

message ImportSummary {
  int32 lines = 1;
  int32 units = 2;
}

message WatchStockRequest {
  string sku = 1;
  int64 after_revision = 2;
}

message StockChange {
  int64 revision = 1;
  int32 change = 2;
  int32 available = 3;
}
`;

export const inventory = grpcClient(PROTO, 'inventory.v1.Inventory');

export interface Item {
  readonly sku: string;
  readonly name: string;
  readonly available: number;
  readonly revision: number;
  readonly waiting: number;
  readonly watchers: number;
}

export interface Order {
  readonly reservation_id?: string;
  readonly sku: string;
  readonly quantity: number;
  readonly wait?: boolean;
}

export interface Reservation {
  readonly reservation_id: string;
  readonly sku: string;
  readonly quantity: number;
  readonly remaining: number;
}

export interface Line {
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
}

export interface StockChange {
  readonly revision: number;
  readonly change: number;
  readonly available: number;
}

export const aSku = (): string => `${random.word()}-${random.integer(1000, 999_999)}`.slice(0, 40);
export const aName = (): string => random.sentence(3).slice(0, 100);
export const anId = (): string => random.uuid();

export async function askItem(sku: string, options?: GrpcCallOptions): Promise<GrpcAnswer<Item>> {
  return inventory.call<Item>('GetItem', { sku }, options);
}

/** An item that must be there. */
export async function getItem(sku: string): Promise<Item> {
  const answer = await askItem(sku);
  expect(answer).toHaveGrpcStatus('OK');
  return answer.reply as Item;
}

export async function importLines(lines: readonly Line[], options?: GrpcCallOptions): Promise<GrpcAnswer> {
  const call = await inventory.open('ImportItems', undefined, options);
  for (const line of lines) await call.send(line);
  call.end();
  return call.answer(PATIENCE_MS);
}

export async function fill(sku: string, quantity: number, name = aName()): Promise<void> {
  expect(await importLines([{ sku, name, quantity }])).toHaveGrpcStatus('OK');
}

/** A new item with so many units. @returns its sku */
export async function anItem(quantity: number): Promise<string> {
  const sku = aSku();
  await fill(sku, quantity);
  return sku;
}

/** A new item of which nothing is left. @returns its sku */
export async function aSoldOutItem(): Promise<string> {
  const sku = await anItem(1);
  await take(sku, 1);
  return sku;
}

export async function reserve(order: Order, options?: GrpcCallOptions): Promise<GrpcAnswer<Reservation>> {
  return inventory.call<Reservation>('Reserve', { reservation_id: anId(), ...order }, options);
}

/** A reservation that must succeed. */
export async function take(sku: string, quantity: number): Promise<Reservation> {
  const answer = await reserve({ sku, quantity });
  expect(answer).toHaveGrpcStatus('OK');
  return answer.reply as Reservation;
}

/** Begins a call of Reserve with `wait`, and comes back once the item counts it as the last of so many. */
export async function standInLine(
  order: Order,
  place: number,
  options?: { deadlineMs?: number },
): Promise<GrpcCall<Reservation>> {
  const request = { reservation_id: anId(), ...order, wait: true };
  const call = await inventory.open<Reservation>('Reserve', request, options);
  await untilWaiting(order.sku, place);
  return call;
}

export async function untilWaiting(sku: string, count: number): Promise<void> {
  await step('how many calls of Reserve the item says are waiting', () =>
    eventually(async () => expect((await getItem(sku)).waiting).toBe(count), PATIENCE_MS),
  );
}

export async function untilWatched(sku: string, count: number): Promise<void> {
  await step('how many calls of WatchStock the item says are open', () =>
    eventually(async () => expect((await getItem(sku)).watchers).toBe(count), PATIENCE_MS),
  );
}

export async function watch(sku: string, after: number, options?: { deadlineMs?: number }) {
  return inventory.open<StockChange>('WatchStock', { sku, after_revision: after }, options);
}

/** The next changes; fewer when they do not come. */
export async function takeChanges(call: GrpcCall<StockChange>, count: number): Promise<StockChange[]> {
  const changes: StockChange[] = [];
  while (changes.length < count) changes.push(await call.next(PATIENCE_MS));
  return changes;
}
