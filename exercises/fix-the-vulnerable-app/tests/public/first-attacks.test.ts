import { fakeUpstream, random, services, step, subject, upstream, type HttpResponse } from '@touchstone/kit';

type Fields = Record<string, string>;

/** Sends fields as a form does. */
const post = (path: string, fields: Fields, cookie = '') =>
  subject.post(path, {
    body: String(new URLSearchParams(fields)),
    headers: { 'content-type': 'application/x-www-form-urlencoded', cookie },
  });

const get = (path: string, cookie: string) => subject.get(path, { headers: { cookie } });

/** Registers a tenant; returns name and cookie. */
async function join(more: Fields = {}): Promise<{ name: string; cookie: string }> {
  const name = random.word(12);
  const answer = await post('/register', {
    name,
    password: random.word(12),
    display_name: random.word(),
    ...more,
  });
  expect(answer).toHaveStatus(303);
  return { name, cookie: (answer.headers['set-cookie'] ?? '').split(';')[0] ?? '' };
}

/** Puts a ticket into the database; returns its number. */
async function storeTicket(name: string, subjectLine: string): Promise<number> {
  const [row] = await services.postgres.query<{ id: number }>(
    `INSERT INTO tickets (owner_id, subject, body) SELECT id, $2, 'Please help' FROM users WHERE name = $1 RETURNING id`,
    [name, subjectLine],
  );
  return row?.id ?? 0;
}

/** Numbers of the tickets on a page. */
const numbersOn = ({ text }: HttpResponse) =>
  [...text.matchAll(/data-id="(\d+)"/g)].map(([, id]) => Number(id));

describe('First attacks', () => {
  it('finds the ticket of Mrs O’Brien', async () => {
    const ada = await join();
    const id = await storeTicket(ada.name, `The heating of Mrs O'Brien`);

    const answer = await get(`/tickets?q=${encodeURIComponent(`O'Brien`)}`, ada.cookie);

    expect(answer).toHaveStatus(200);
    await step('the tickets that were found', () => expect(numbersOn(answer)).toEqual([id]));
  });

  it('finds nothing for a search that is a piece of SQL', async () => {
    const [ada, ben] = [await join(), await join()];
    await storeTicket(ben.name, 'A secret of Ben');

    const answer = await get(`/tickets?q=${encodeURIComponent(`')) > 0 OR true --`)}`, ada.cookie);

    expect(answer).toHaveStatus(200);
    await step('the tickets that were found', () => expect(numbersOn(answer)).toEqual([]));
  });

  it('shows a script in a subject as text', async () => {
    const ada = await join();
    const id = await storeTicket(ada.name, '<script>alert(1)</script>');

    const answer = await get(`/tickets/${id}`, ada.cookie);

    expect(answer).toHaveStatus(200);
    await step('the page of the ticket', () => expect(answer.text).not.toContain('<script>alert(1)'));
  });

  it('refuses a form that no page of the desk has sent', async () => {
    const ada = await join();
    const id = await storeTicket(ada.name, 'A drop on the ceiling');

    const answer = await post(`/tickets/${id}/close`, {}, ada.cookie);

    expect(answer).toHaveStatus(403);
  });

  it('has no attachment called ../../../etc/passwd', async () => {
    const ada = await join();
    const id = await storeTicket(ada.name, 'A drop on the ceiling');

    const answer = await get(`/tickets/${id}/attachment?name=..%2F..%2F..%2Fetc%2Fpasswd`, ada.cookie);

    expect(answer).toHaveStatus(404);
  });

  it('previews the wiki, and not what listens beside it', async () => {
    const ada = await join();
    const [wiki, inside] = [upstream('wiki'), await fakeUpstream()];
    wiki.respond(() => ({ text: '<title>Heating</title>', headers: { 'content-type': 'text/html' } }));

    const allowed = await get(`/preview?url=${encodeURIComponent(`${wiki.url}/heating`)}`, ada.cookie);
    const refused = await get(`/preview?url=${encodeURIComponent(`${inside.url}/`)}`, ada.cookie);

    expect(allowed).toHaveStatus(200);
    expect(allowed).toHaveJson({ url: `${wiki.url}/heating`, title: 'Heating' });
    expect(refused).toHaveStatus(403);
    await step('what the other server was asked', () => expect(inside.requests).toHaveLength(0));
  });

  it('registers tenants, and no agents', async () => {
    const { name } = await join({ role: 'agent' });

    const rows = await services.postgres.query('SELECT role FROM users WHERE name = $1', [name]);

    await step('the row in users', () => expect(rows).toEqual([{ role: 'tenant' }]));
  });
});
