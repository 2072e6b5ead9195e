import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Telling } from './telling.js';

let done: string[];
let failures: unknown[];
let endRest: () => void;
let telling: Telling<string>;

beforeEach(() => {
  done = [];
  failures = [];
  telling = new Telling<string>(
    async (number, ...events) => {
      if (events.includes('broken')) throw new Error('no Redis');
      done.push(`${number}: ${events.join(' ')}`);
    },
    (error) => failures.push(error),
    () => new Promise<void>((resolve) => (endRest = resolve)),
  );
});

describe('Telling', () => {
  it('tells the first event at once, and those that come while it rests together', async () => {
    telling.tell('a');
    await turn();
    telling.tell('b');
    await turn();
    telling.tell('c');
    await turn();
    expect(done).toEqual(['1: a']);

    endRest();
    await turn();

    expect(done).toEqual(['1: a', '2: b c']);
  });

  it('tells at once again after a rest', async () => {
    telling.tell('a');
    await turn();
    endRest();

    telling.tell('b');
    await turn();

    expect(done).toEqual(['1: a', '2: b']);
  });

  it('does what is to be done between the events before and those after, which does not wait for a rest', async () => {
    telling.tell('a');
    await turn();
    telling.tell('b');
    telling.afterwards(async () => done.push('status'));
    telling.tell('c');
    await turn();
    expect(done).toEqual(['1: a', '2: b', 'status']);

    endRest();
    await turn();

    expect(done).toEqual(['1: a', '2: b', 'status', '3: c']);
  });

  it('keeps nobody waiting who asks that everything be sent', async () => {
    telling.tell('a');
    await turn();
    telling.tell('b');

    await telling.flush();

    expect(done).toEqual(['1: a', '2: b']);
  });

  it('goes on with the right number after something could not be sent', async () => {
    telling.tell('broken');
    await telling.flush();

    telling.tell('b');
    await telling.flush();

    expect(failures).toEqual([new Error('no Redis')]);
    expect(done).toEqual(['2: b']);
  });
});
