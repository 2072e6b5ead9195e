import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import type { CandidateId, ProofEvent } from '#contracts';
import { exerciseFiles } from '#testing';
import { ApiWorld, aProofReport, type Account } from './api-world.js';
import { idsOf, readEvents } from './event-reader.js';

let world: ApiWorld;
let staff: Account;
let id: CandidateId;
beforeAll(async () => {
  world = await ApiWorld.start();
  staff = await world.account('instructor');
});
beforeEach(async () => {
  id = await world.sendFolder(staff, `greeting-${randomUUID().slice(0, 8)}`, exerciseFiles());
});
afterAll(() => world.close());

const read = (lastEventId?: string, until: () => boolean = () => false) =>
  readEvents({ url: world.url, account: staff, path: `candidates/${id}/events`, lastEventId, until });
const tell = (attempt: number, number: number, event: ProofEvent) =>
  world.live.proofs.publish(id, attempt, number, event);
const started: ProofEvent = { type: 'proof-started', repeats: 3, programs: [] };
const running: ProofEvent = { type: 'run-started', program: 'node/starter', repeat: 1 };

describe('the events of a candidate', () => {
  it('come as they happen, end where the row says, and then the stream ends', async () => {
    const reading = read();
    const claimed = await world.candidates.claim({ id, workerId: 'worker', leaseMs: 60_000 });
    await tell(1, 1, started);
    await tell(1, 2, running);
    await tell(1, 3, { type: 'settled', state: 'published' });
    await world.candidates.record({ id, attempt: claimed!.attempt, report: aProofReport({ proven: false }) });
    await world.live.proofs.announce(id);

    const seen = await reading;

    expect(idsOf(seen)).toEqual(['1-1', '1-2', '1-1000000']);
    expect(seen.at(-1)?.event).toEqual({ type: 'settled', state: 'unproven' });
  });

  it('go on after the last one seen', async () => {
    await tell(1, 1, started);
    await tell(1, 2, running);
    await world.prove(id);

    expect(idsOf(await read('1-1'))).toEqual(['1-2', '1-1000000']);
    expect(await read('1-1000000')).toEqual([]);
  });

  it('end when a newer candidate takes its place', async () => {
    const slug = (await world.candidates.findById(id))!.slug;
    const reading = read();

    await world.sendFolder(staff, slug, exerciseFiles());

    expect((await reading).at(-1)?.event).toEqual({ type: 'settled', state: 'superseded' });
  });

  it('end for whoever is no longer staff', async () => {
    await tell(1, 1, started);
    let open: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    const reading = read(undefined, () => (open(), false));
    await opened;

    await world.app.get(DataSource).query(`UPDATE users SET role = 'learner' WHERE id = $1`, [staff.id]);
    const seen = await reading;
    staff = await world.account('instructor');

    expect(seen.map(({ event }) => event)).toEqual([started]);
  });
});
