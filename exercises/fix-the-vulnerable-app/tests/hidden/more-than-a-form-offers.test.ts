import { random, services, step } from '@touchstone/kit';
import {
  act,
  join,
  open,
  post,
  readPerson,
  readTickets,
  saveProfile,
  storeTicket,
  submit,
  type Fields,
} from './desk.ts';

const { postgres } = services;

/** Names that a column answers to. */
const spellings = (column: string) => [column, column.toUpperCase(), `"${column}"`, ` ${column}`];

describe('More than a form offers', () => {
  it('ignores further fields, and keeps what a form leaves out', async () => {
    const ada = await join({ newsletter: 'yes' });
    const [name, house, website] = [random.word(), random.word(), `https://${random.word()}.example/`];

    expect(await saveProfile(ada, { display_name: name, house, website, theme: 'dark' })).toHaveStatus(303);
    await step('the profile', async () =>
      expect(await readPerson(ada)).toMatchObject({ display_name: name, house, website }),
    );
    const page = await open(ada, '/profile');
    const moved = random.word();
    expect(await submit(ada, page, '/profile', { house: moved })).toHaveStatus(303);
    await step('the profile after a form with the house alone', async () =>
      expect(await readPerson(ada)).toMatchObject({ display_name: name, house: moved, website }),
    );
    expect(await submit(ada, page, '/profile', { website: '', house: '' })).toHaveStatus(303);
    await step('the profile after it was emptied', async () =>
      expect(await readPerson(ada)).toMatchObject({ display_name: name, house: '', website: '' }),
    );
    const ticket = { subject: random.word(), body: random.word() };
    expect(await act(ada, '/tickets', '/tickets', { ...ticket, priority: 'high' })).toHaveStatus(303);
    await step('the ticket', async () => expect(await readTickets(ada)).toMatchObject([ticket]));
  });

  it('gives nobody a role or a door at their registration', async () => {
    const code = `${random.integer(10_000, 99_999)}`;
    const attempts: Fields[] = [
      ...spellings('role').map((name) => ({ [name]: 'agent' })),
      { 'role[]': 'agent' },
      { 'user[role]': 'agent' },
      { door_code: code },
      { DOOR_CODE: code, house: random.word() },
    ];
    for (const attempt of attempts) {
      const ada = await join(attempt);
      const { role, door_code: door, house } = await readPerson(ada);
      await step(`a tenant who registered with ${JSON.stringify(attempt)}`, () =>
        expect({ role, house, door: door === code ? 'their own choice' : 'by chance' }).toEqual({
          role: 'tenant',
          house: '',
          door: 'by chance',
        }),
      );
    }
  });

  it('changes nothing of a person but what is on the profile, and of nobody else', async () => {
    const [ada, ben] = [await join(), await join()];
    const [before, bens] = [await readPerson(ada), await readPerson(ben)];
    const attempts: Fields[] = [
      ...spellings('role').map((name) => ({ [name]: 'agent' })),
      ...spellings('door_code').map((name) => ({ [name]: '99999' })),
      { name: random.word() },
      { password_hash: random.word() },
      { password: random.word(12) },
      { id: String(ben.id) },
      { ID: String(ben.id) },
      { id: `${ben.id} OR true` },
      { user_id: String(ben.id) },
      { [`role = 'agent', house`]: random.word() },
    ];
    for (const attempt of attempts) {
      const display = random.word();
      const answer = await saveProfile(ada, { display_name: display, ...attempt });
      await step(`a profile with ${JSON.stringify(attempt)}`, async () => {
        expect(answer).toHaveStatus(303);
        expect(await readPerson(ada)).toEqual({ ...before, display_name: display });
        expect(await readPerson(ben)).toEqual(bens);
      });
    }
    await step('the login with the old password', async () =>
      expect(await post(ada, '/login', { name: ada.name, password: ada.password })).toHaveStatus(303),
    );
  });

  it('writes tickets and comments in the name of nobody else', async () => {
    const [ada, ben] = [await join(), await join()];
    const bens = await storeTicket(ben);
    for (const attempt of [
      ...spellings('owner_id').map((name) => ({ [name]: String(ben.id) })),
      { status: 'closed' },
      { id: String(random.integer(1_000_000, 90_000_000)), created: '1999-01-01' },
    ] as Fields[]) {
      const ticket = { subject: random.word(), body: random.word() };
      const answer = await act(ada, '/tickets', '/tickets', { ...ticket, ...attempt });
      await step(`a ticket with ${JSON.stringify(attempt)}`, async () => {
        expect(answer).toHaveStatus(303);
        const [row] = await postgres.query(
          `SELECT owner_id, status, id > 999999 AS chosen, created > now() - interval '1 day' AS now FROM tickets WHERE subject = $1`,
          [ticket.subject],
        );
        expect(row).toEqual({ owner_id: ada.id, status: 'open', chosen: false, now: true });
      });
    }

    const id = await storeTicket(ada);
    for (const attempt of [
      ...spellings('author_id').map((name) => ({ [name]: String(ben.id) })),
      ...spellings('ticket_id').map((name) => ({ [name]: String(bens) })),
    ] as Fields[]) {
      const text = random.word(12);
      const answer = await act(ada, `/tickets/${id}`, `/tickets/${id}/comments`, { text, ...attempt });
      await step(`a comment with ${JSON.stringify(attempt)}`, async () => {
        expect(answer).toHaveStatus(303);
        const rows = await postgres.query('SELECT ticket_id, author_id FROM comments WHERE text = $1', [
          text,
        ]);
        expect(rows).toEqual([{ ticket_id: id, author_id: ada.id }]);
      });
    }
  });
});
