import { createHash } from 'node:crypto';
import { random, subject } from '@touchstone/kit';

// CANARY_SUITE
const UNEXPECTED = 'CANARY_EXPECTED';

describe('Open', () => {
  it('doubles over a WebSocket', async () => {
    const n = random.integer(1, 1_000_000);
    const socket = await subject.webSocket('/live');
    await socket.sendJson({ n });
    expect((await socket.next()).json).toEqual({ double: 2 * n });
  });

  it('doubles over an event stream', async () => {
    const n = random.integer(1, 1_000_000);
    const stream = await subject.eventStream(`/events?n=${n}`);
    expect((await stream.next()).json).toEqual({ double: 2 * n });
  });

  it('says a word', async () => {
    // A pattern that backtracks for ever, as an author may write without noticing.
    expect((await subject.get('/word')).text).toMatch(/^(a+)+$/);
  });
});

describe('Sealed', () => {
  it('seals a text CANARY_TITLE', async () => {
    const text = random.sentence();
    const socket = await subject.webSocket('/live');
    await socket.sendJson({ text });
    const { text: sealed, json } = await socket.next();
    expect(json).toEqual({ seal: createHash('sha256').update(text).digest('hex') });
    expect(sealed).not.toBe(UNEXPECTED);
  });
});
