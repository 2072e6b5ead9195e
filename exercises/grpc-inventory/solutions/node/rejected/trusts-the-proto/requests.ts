import { invalid } from './refusal.ts';

export interface Order {
  readonly reservation_id: string;
  readonly sku: string;
  readonly quantity: number;
  readonly wait: boolean;
}

export interface Line {
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
}

export function checkSku(sku: string): void {
  if (typeof sku !== 'string') throw invalid('sku must be text');
}

export function checkOrder(order: Order): void {
  const { reservation_id: id, quantity } = order;
  checkSku(order.sku);
  if (typeof id !== 'string' || !Number.isInteger(quantity)) throw invalid('something has another type');
}

/** @param number of the line in its stream, from 1 */
export function checkLine({ sku, name, quantity }: Line, number: number): void {
  const isFine = typeof sku === 'string' && typeof name === 'string' && Number.isInteger(quantity);
  if (!isFine) throw invalid(`line ${number} breaks a rule`, { line: String(number) });
}
