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
  if (sku === '' || sku.length > 40) throw invalid('sku must have 1 to 40 characters');
}

export function checkOrder(order: Order): void {
  const { reservation_id: id, quantity } = order;
  if (id === '' || id.length > 40) throw invalid('reservation_id must have 1 to 40 characters');
  checkSku(order.sku);
  if (quantity < 1 || quantity > 1000) throw invalid('quantity must be from 1 to 1000');
}

/** @param number of the line in its stream, from 1 */
export function checkLine({ sku, name, quantity }: Line, number: number): void {
  const isFine =
    sku !== '' &&
    sku.length <= 40 &&
    name !== '' &&
    name.length <= 100 &&
    quantity >= 1 &&
    quantity <= 100_000;
  if (!isFine) throw invalid(`line ${number} breaks a rule`, { line: String(number) });
}
