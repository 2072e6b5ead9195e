import { describe, expect, it } from '@jest/globals';
import type { LoggedCall } from './logged-call.js';
import { ValueOrigins } from './value-origins.js';

const aCall = (what: string): { call: LoggedCall } => ({ call: { what, args: [], answer: null } });

describe('ValueOrigins', () => {
  it('knows the answer that an object is part of, and where', () => {
    const origins = new ValueOrigins();
    const body = { items: [{ id: 1 }, { tags: ['a'] }] };
    const first = aCall('first');
    origins.remember(body, first);
    origins.remember({ items: [] }, aCall('second'));

    expect(origins.find(body)).toEqual({ origin: first, place: '' });
    expect(origins.find(body.items[1]?.tags)).toEqual({ origin: first, place: 'items[1].tags' });
  });

  it('does not know an object that only looks the same', () => {
    const origins = new ValueOrigins();
    origins.remember({ a: [1] }, aCall('first'));

    expect(origins.find({ a: [1] })).toBeNull();
  });

  it('knows a number or text only as the whole of the last answer', () => {
    const origins = new ValueOrigins();
    origins.remember(7, aCall('first'));
    origins.remember(8, aCall('second'));

    expect(origins.find(8)?.origin).toEqual(aCall('second'));
    expect(origins.find(7)).toBeNull();
  });

  it('keeps the last few answers and no more', () => {
    const origins = new ValueOrigins();
    const bodies = Array.from({ length: 100 }, (_, index) => ({ index }));
    for (const body of bodies) origins.remember(body, aCall(''));

    expect(origins.find(bodies[99])).not.toBeNull();
    expect(origins.find(bodies[0])).toBeNull();
  });

  it('finds its way out of what refers to itself', () => {
    const origins = new ValueOrigins();
    const loop: Record<string, unknown> = {};
    loop['again'] = loop;
    origins.remember(loop, aCall(''));

    expect(origins.find({})).toBeNull();
    expect(origins.find(loop)?.place).toBe('');
  });
});
