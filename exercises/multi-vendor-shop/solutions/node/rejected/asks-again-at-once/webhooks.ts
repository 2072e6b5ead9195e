import { createHmac, timingSafeEqual } from 'node:crypto';
import { authorize, decline } from './checkouts.ts';
import { pool } from './database.ts';
import { noteRefund } from './orders.ts';
import { Refusal } from './refusal.ts';

const TOLERANCE_SECONDS = 300;

/** `body` is what came, byte for byte: whoever parses it first and writes it again signs something else. */
export async function receive(header: string | undefined, body: Buffer): Promise<void> {
  const { rows } = await pool.query(`SELECT value FROM secrets WHERE name = 'webhook'`);
  if (!isSigned(header, body, rows[0].value)) throw new Refusal(400, 'the signature is missing, wrong or too old');
  const { type, data } = JSON.parse(body.toString('utf8'));
  if (type === 'authorization.succeeded') await authorize(data.reference, data.authorization);
  if (type === 'authorization.declined') await decline(data.reference);
  if (type === 'refund.succeeded') await noteRefund(data.refund, data.reference, data.amount);
}

function isSigned(header: string | undefined, body: Buffer, secret: string): boolean {
  const [, time, signature] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header ?? '') ?? [];
  if (time === undefined || signature === undefined) return false;
  const expected = createHmac('sha256', secret).update(`${time}.`).update(body).digest();
  if (!timingSafeEqual(expected, Buffer.from(signature, 'hex'))) return false;
  return Math.abs(Date.now() / 1000 - Number(time)) <= TOLERANCE_SECONDS;
}
