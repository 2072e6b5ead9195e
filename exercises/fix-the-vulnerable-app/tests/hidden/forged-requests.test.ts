import { random, step, subject } from '@touchstone/kit';
import {
  get,
  join,
  open,
  post,
  readPerson,
  readTickets,
  storeTicket,
  submit,
  type Fields,
  type Person,
} from './desk.ts';

/** What a page of somebody else lets the browser of its reader send: where to, and with which fields. */
function listForgeries(ticketId: number): [action: string, fields: Fields][] {
  return [
    ['/tickets', { subject: random.word(), body: random.word() }],
    [`/tickets/${ticketId}/comments`, { text: random.word() }],
    [`/tickets/${ticketId}/attachments`, { name: random.word(), content: random.word() }],
    [`/tickets/${ticketId}/close`, {}],
    ['/profile', { display_name: random.word(), house: random.word() }],
    ['/logout', {}],
  ];
}

/** Everything that a forged request could change. */
async function readState(person: Person, ticketId: number): Promise<unknown> {
  const page = await open(person, `/tickets/${ticketId}`);
  return {
    person: await readPerson(person),
    tickets: await readTickets(person),
    attachments: page.list('a', 'attachments').map(({ text }) => text),
  };
}

/** Runs an attack and compares what there was with what there is. The victim opens pages at the end only. */
async function expectUnchanged(victim: Person, ticketId: number, attack: () => Promise<void>): Promise<void> {
  const [person, tickets] = [await readPerson(victim), await readTickets(victim)];
  await attack();
  await step('what the victim of the forged requests has afterwards', async () =>
    expect(await readState(victim, ticketId)).toEqual({ person, tickets, attachments: [] }),
  );
}

describe('Forged requests', () => {
  it('takes forms of several open pages, whatever the browser says of where it is', async () => {
    const ada = await join();
    const id = await storeTicket(ada);
    const [ticket, list, profile] = [
      await open(ada, `/tickets/${id}`),
      await open(ada, '/tickets'),
      await open(ada, '/profile'),
    ];
    const texts = Array.from({ length: 4 }, () => random.word());
    const origin = subject.url;
    const said: Fields[] = [{}, { origin, referer: `${origin}/x` }, { origin }, {}];
    const answers = [];
    for (const [index, headers] of said.entries()) {
      const action = `/tickets/${id}/comments`;
      const hidden = await step('the form of the page', () => ticket.hiddenFieldsOf(action));
      answers.push(await post(ada, action, { ...hidden, text: texts[index] ?? '' }, headers));
    }
    for (const answer of answers) expect(answer).toHaveStatus(303);
    const name = random.word();
    const hidden = profile.hiddenFieldsOf('/profile');
    expect(await post(ada, '/profile', { ...hidden, display_name: name }, {})).toHaveStatus(303);
    expect(await submit(ada, list, '/tickets', { subject: name, body: name })).toHaveStatus(303);

    await step('the comments', async () =>
      expect((await readTickets(ada))[0]).toMatchObject({ comments: texts }),
    );
    await step('the profile', async () =>
      expect(await readPerson(ada)).toMatchObject({ display_name: name }),
    );
  });

  it('refuses what no page of the desk has sent', async () => {
    const ada = await join();
    const id = await storeTicket(ada);
    await open(ada, `/tickets/${id}`);
    const own = subject.url;
    const said: Fields[] = [
      { origin: 'https://evil.example', referer: 'https://evil.example/page' },
      { origin: 'null' },
      {},
      { origin: `${own}.evil.example`, referer: `${own}.evil.example/` },
      { referer: `${own}@evil.example/` },
      { referer: `https://evil.example/?${own}/tickets` },
      { origin: 'http://127.0.0.1', 'sec-fetch-site': 'same-site' },
    ];
    await expectUnchanged(ada, id, async () => {
      for (const headers of said) {
        for (const [action, fields] of listForgeries(id)) {
          await step(`POST ${action} with the cookie and ${JSON.stringify(headers)}`, async () =>
            expect(await post(ada, action, fields, headers)).toHaveStatus(403),
          );
        }
      }
    });
  });

  it("refuses what was sent with the hidden fields of another one's page", async () => {
    const [ada, mallory] = [await join(), await join()];
    const [id, own] = [await storeTicket(ada), await storeTicket(mallory)];
    const pages = [
      await open(mallory, `/tickets/${own}`),
      await open(mallory, '/tickets'),
      await open(mallory, '/profile'),
    ];
    const [likewise, others] = [listForgeries(own), listForgeries(id)];
    await open(ada, `/tickets/${id}`);
    await expectUnchanged(ada, id, async () => {
      for (const [index, [action, fields]] of others.entries()) {
        const form = likewise[index]?.[0] ?? '';
        const page = pages.find((one) =>
          one.list('form').some(({ attributes }) => attributes.get('action') === form),
        );
        const hidden = page?.hiddenFieldsOf(form) ?? {};
        const answer = await post(ada, action, { ...hidden, ...fields }, { origin: 'https://evil.example' });
        await step(`POST ${action} with hidden fields of the attacker's own page`, () =>
          expect(answer).toHaveStatus(403),
        );
      }
    });
  });

  it('refuses them as well in a session that has opened no page yet', async () => {
    const mallory = await join();
    const hidden = (await open(mallory, '/tickets')).hiddenFieldsOf('/tickets');
    const empty = Object.fromEntries(Object.keys(hidden).map((name) => [name, '']));
    const words = ['undefined', 'null', 'None'].map((word) =>
      Object.fromEntries(Object.keys(hidden).map((name) => [name, word])),
    );
    const ada = await join();
    const id = await storeTicket(ada);
    await expectUnchanged(ada, id, async () => {
      for (const guess of [{}, empty, ...words]) {
        for (const [action, fields] of listForgeries(id)) {
          const answer = await post(ada, action, { ...guess, ...fields }, {});
          await step(`POST ${action} with the hidden fields ${JSON.stringify(guess)}`, () =>
            expect(answer).toHaveStatus(403),
          );
        }
      }
    });
  });

  it('changes nothing when it is asked with GET', async () => {
    const ada = await join();
    const id = await storeTicket(ada);
    await expectUnchanged(ada, id, async () => {
      for (const [action, fields] of listForgeries(id)) {
        const answer = await get(ada, `${action}?${String(new URLSearchParams(fields))}`);
        const isPage = action === '/tickets' || action === '/profile';
        await step(`GET ${action}`, () => expect(isPage ? [200] : [404, 405]).toContain(answer.status));
      }
    });
  });
});
