import { eventually, load, random, step } from '@touchstone/kit';
import {
  anAddress,
  gatherCalls,
  hub,
  HUB_CALLS,
  keepTestsApart,
  PATIENCE_MS,
  scrape,
  send,
  sendParcel,
  startOver,
  useCarriers,
} from './desk.ts';

keepTestsApart();

const aName = () => `Post ${random.word(10)}`;

/** Both series of a carrier; null for one that is not there. */
async function readCalls(carrier: string): Promise<Record<string, number | null>> {
  const metrics = await scrape();
  const count = (outcome: string) => metrics.value(HUB_CALLS, { carrier, outcome });
  return { ok: count('ok'), failed: count('failed') };
}

async function expectCalls(carrier: string, expected: { ok: number; failed: number }): Promise<void> {
  await step(`${HUB_CALLS} of the carrier ${JSON.stringify(carrier)}, by outcome`, () =>
    eventually(async () => expect(await readCalls(carrier)).toEqual(expected), PATIENCE_MS),
  );
}

describe('Carriers', () => {
  it('have their calls to the hub counted by outcome', async () => {
    const [one, other] = [aName(), aName()];
    await useCarriers(one, other);

    for (let n = 0; n < 3; n += 1) await sendParcel(one);
    await sendParcel(other);
    for (const failure of [
      { status: 503 },
      { status: 404 },
      { status: 302 },
      { status: 307, headers: { location: '/elsewhere' } },
      { drop: true },
    ]) {
      hub.respond(({ path }) => (path === '/labels' ? failure : { status: 201 }));
      await send('POST', '/parcels', { carrier: other, to: anAddress() });
    }
    await send('POST', '/parcels', { carrier: one, to: '' });

    await expectCalls(one, { ok: 3, failed: 0 });
    await expectCalls(other, { ok: 1, failed: 5 });
  });

  it('have calls counted that run at the same time', async () => {
    const name = aName();
    await useCarriers(name);
    gatherCalls(6);

    const { errors } = await load(12, 6, () => send('POST', '/parcels', { carrier: name, to: anAddress() }));

    await step('requests that failed', () => expect(errors).toEqual([]));
    await expectCalls(name, { ok: 12, failed: 0 });
  });

  it('are there with 0 before the first call', async () => {
    const names = [aName(), aName()];

    await useCarriers(...names);

    for (const name of names) await expectCalls(name, { ok: 0, failed: 0 });
  });

  it('keep their counts when the list changes', async () => {
    const [stays, goes, comes] = [aName(), aName(), aName()];
    await useCarriers(stays, goes);
    await sendParcel(stays);
    await sendParcel(stays);

    await useCarriers(comes, stays);
    await sendParcel(stays);

    await expectCalls(stays, { ok: 3, failed: 0 });
    await expectCalls(comes, { ok: 0, failed: 0 });
  });

  it('have names with any characters', async () => {
    const word = random.word(6);
    const names = [
      `Kurier "${word}"`,
      `C:\\${word}\\new`,
      `${word}\nExpress`,
      `${word}\\`,
      `${word}\t24`,
      `{a="${word}"} 1`,
      `Øst & Süd ${word} 📦`,
    ];
    try {
      await useCarriers(...names);
      for (const name of names) await sendParcel(name);

      for (const name of names) await expectCalls(name, { ok: 1, failed: 0 });
    } finally {
      await startOver();
    }
  });
});
