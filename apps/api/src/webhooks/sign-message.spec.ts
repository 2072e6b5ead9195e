import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { makeWebhookSecret, signMessage } from './sign-message.js';

const message = { id: '0192', body: '{"type":"webhook.test"}' };

describe('signMessage', () => {
  it('signs id, time and body as the specification says', () => {
    const secret = makeWebhookSecret();
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');

    const headers = signMessage(message, [secret], new Date(1_700_000_000_500));

    const signed = createHmac('sha256', key).update(`0192.1700000000.${message.body}`).digest('base64');
    expect(headers).toEqual({
      'webhook-id': '0192',
      'webhook-timestamp': '1700000000',
      'webhook-signature': `v1,${signed}`,
    });
  });

  it('is taken by whoever has either secret while one is being replaced', () => {
    const [old, young] = [makeWebhookSecret(), makeWebhookSecret()];

    const headers = signMessage(message, [young, old], new Date());

    expect(new Webhook(old).verify(message.body, headers)).toEqual({ type: 'webhook.test' });
    expect(new Webhook(young).verify(message.body, headers)).toEqual({ type: 'webhook.test' });
  });

  it('is not taken with another secret or another body', () => {
    const secret = makeWebhookSecret();
    const headers = signMessage(message, [secret], new Date());

    expect(() => new Webhook(makeWebhookSecret()).verify(message.body, headers)).toThrow();
    expect(() => new Webhook(secret).verify('{"type":"other"}', headers)).toThrow();
  });
});

describe('makeWebhookSecret', () => {
  it('makes 256 bits that nobody has had before', () => {
    const secrets = Array.from({ length: 50 }, makeWebhookSecret);

    expect(new Set(secrets).size).toBe(50);
    for (const secret of secrets) expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  });
});
