import { describe, expect, it } from '@jest/globals';
import { holdsTooMany, MOST_SOCKETS, MOST_UDP_SOCKETS, parseSockstat } from './pod-sockets.js';

const SOCKSTAT = `sockets: used 55
TCP: inuse 12 orphan 3 tw 4 alloc 900 mem 7000
UDP: inuse 2 mem 0
UDPLITE: inuse 1
RAW: inuse 0
FRAG: inuse 0 memory 0
`;
const few = { held: 10, tcp: 10, udp: 1 };

describe('parseSockstat', () => {
  it('reads what belongs to the name space and not what belongs to the host', () => {
    expect(parseSockstat(SOCKSTAT)).toEqual({ held: 55, tcp: 12, udp: 3 });
  });

  it('finds nothing in nothing', () => {
    expect(parseSockstat('')).toEqual({ held: 0, tcp: 0, udp: 0 });
  });
});

describe('holdsTooMany', () => {
  it('allows what a load of hundreds of connections needs', () => {
    expect(holdsTooMany(few)).toBe(false);
    expect(holdsTooMany({ held: MOST_SOCKETS, tcp: MOST_SOCKETS, udp: MOST_UDP_SOCKETS })).toBe(false);
  });

  it.each([
    { ...few, held: MOST_SOCKETS + 1 },
    { ...few, tcp: MOST_SOCKETS + 1 },
    { ...few, udp: MOST_UDP_SOCKETS + 1 },
  ])('stops a flood: %o (D11, G08)', (reading) => {
    expect(holdsTooMany(reading)).toBe(true);
  });
});
