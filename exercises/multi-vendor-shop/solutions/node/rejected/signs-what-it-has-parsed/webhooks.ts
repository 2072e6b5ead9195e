import { createHmac, timingSafeEqual } from 'node:crypto';
import { authorize, decline } from './checkouts.ts';
import { pool } from './database.ts';
import { noteRefund } from './orders.ts';
import { Refusal } from './refusal.ts';

const TOLERANCE_SECONDS = 300;

interface Event {
  type: string;
  data: Record<string, any>;
}

export async function receive(header: string | undefined, event: Event): Promise<void> {
  const { rows } = await pool.query(`SELECT value FROM secrets WHERE name = 'webhook'`);
  if (!isSigned(header, JSON.stringify(event), rows[0].value)) throw new Refusal(400, 'the signature is missing, wrong or too old');
  const { type, data } = event;
  if (type === 'authorization.succeeded') await authorize(data.reference, data.authorization);
  if (type === 'authorization.declined') await decline(data.reference);
  if (type === 'refund.succeeded') await noteRefund(data.refund, data.reference, data.amount);
}

function isSigned(header: string | undefined, body: string, secret: string): boolean {
  const [, time, signature] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header ?? '') ?? [];
  if (time === undefined || signature === undefined) return false;
  const expected = createHmac('sha256', secret).update(`${time}.`).update(body).digest();
  if (!timingSafeEqual(expected, Buffer.from(signature, 'hex'))) return false;
  return Math.abs(Date.now() / 1000 - Number(time)) <= TOLERANCE_SECONDS;
}
