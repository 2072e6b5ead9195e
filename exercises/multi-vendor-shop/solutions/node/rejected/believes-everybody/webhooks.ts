import { authorize, decline } from './checkouts.ts';
import { noteRefund } from './orders.ts';
import { Refusal } from './refusal.ts';

export async function receive(header: string | undefined, body: Buffer): Promise<void> {
  if (!header?.startsWith('t=')) throw new Refusal(400, 'the signature is missing');
  const { type, data } = JSON.parse(body.toString('utf8'));
  if (type === 'authorization.succeeded') await authorize(data.reference, data.authorization);
  if (type === 'authorization.declined') await decline(data.reference);
  if (type === 'refund.succeeded') await noteRefund(data.refund, data.reference, data.amount);
}
