import { random, services, step, subject } from '@touchstone/kit';
import {
  act,
  attachmentPath,
  elsewhere,
  get,
  join,
  joinAsAgent,
  open,
  openTicket,
  post,
  readNumbers,
  readTickets,
  saveProfile,
  searchPath,
  storeTicket,
  submit,
} from './desk.ts';

describe('Everyday use', () => {
  it('registers people, logs them in and out', async () => {
    const ada = await join();
    await open(ada, '/tickets');
    const browser = elsewhere(ada);
    const { name, password, displayName } = ada;

    const wrong = await post(browser, '/login', { name, password: random.word(12) });
    const right = await post(browser, '/login', { name, password });

    expect(wrong).toHaveStatus(401);
    expect(right).toHaveStatus(303);
    expect(right).toHaveHeader('location', '/tickets');
    const profile = await open(browser, '/profile');
    await step('the display name in the form of the profile', () =>
      expect(profile.valueOf('display_name')).toBe(displayName),
    );
    const [row] = await services.postgres.query('SELECT door_code FROM users WHERE id = $1', [ada.id]);
    await step('the door code on the profile', () =>
      expect(profile.get('door-code').text).toBe(row?.['door_code']),
    );
    const cookies = new Map(browser.cookies);
    expect(await submit(browser, profile, '/logout')).toHaveStatus(303);
    await step('the profile after the logout, with the cookie from before', async () =>
      expect(await get({ ...browser, cookies }, '/profile')).toHaveStatus(401),
    );
    await step('the other browser, where nobody logged out', () => open(ada, '/profile'));
  });

  it('shows tenants their own tickets, and agents all', async () => {
    const [ada, ben, agent] = [await join(), await join(), await joinAsAgent()];
    const word = random.word(12);
    const first = await openTicket(ada, `${word} one`, random.sentence());
    const second = await openTicket(ben, random.sentence(), `about ${word.toUpperCase()}`);
    expect(await saveProfile(agent, { display_name: random.word() })).toHaveStatus(303);

    await step("a tenant's list", async () => expect(await readNumbers(ada, '/tickets')).toEqual([first]));
    await step("an agent's search, newest first", async () =>
      expect(await readNumbers(agent, searchPath(word))).toEqual([second, first]),
    );
    await step("a tenant opens another one's ticket", async () =>
      expect(await get(ada, `/tickets/${second}`)).toHaveStatus(404),
    );
    await open(agent, `/tickets/${second}`);
  });

  it('takes a ticket from its opening to its end', async () => {
    const [ada, agent] = [await join(), await joinAsAgent()];
    const [line, body, question, reply, content] = Array.from({ length: 5 }, () => random.sentence());
    const file = `${random.word()}.txt`;

    const id = await openTicket(ada, line ?? '', body ?? '');
    const path = `/tickets/${id}`;
    const steps = [
      [ada, `${path}/comments`, { text: question ?? '' }],
      [agent, `${path}/comments`, { text: reply ?? '' }],
      [agent, `${path}/attachments`, { name: file, content: content ?? '' }],
      [agent, `${path}/close`, {}],
    ] as const;
    for (const [person, action, fields] of steps) {
      const answer = await act(person, path, action, fields);
      await step(person === agent ? 'done by an agent' : 'done by the owner', () => {
        expect(answer).toHaveStatus(303);
        expect(answer).toHaveHeader('location', path);
      });
    }

    const page = await open(ada, path);
    await step('what the page shows', () =>
      expect({
        subject: page.get('subject').text,
        body: page.get('body').text,
        author: page.get('author').text,
        status: page.get('status').text,
        authors: page.list('b', 'comments').map(({ text }) => text),
        comments: page.list('span', 'comments').map(({ text }) => text),
        attachments: page.list('a', 'attachments').map(({ text }) => text),
      }).toEqual({
        subject: line,
        body,
        author: ada.displayName,
        status: 'closed',
        authors: [ada.displayName, agent.displayName],
        comments: [question, reply],
        attachments: [file],
      }),
    );
    const download = await get(ada, attachmentPath(id, file));
    expect(download).toHaveStatus(200);
    expect(download).toHaveHeader('content-type', 'application/octet-stream');
    expect(download).toHaveHeader('content-disposition', /^attachment/);
    expect(download).toHaveHeader('x-content-type-options', 'nosniff');
    await step('the attachment', () => expect(download.text).toBe(content));
    await step('the row in tickets', async () =>
      expect(await readTickets(ada)).toEqual([
        { id, subject: line, body, status: 'closed', comments: [question, reply] },
      ]),
    );
  });

  it('refuses what breaks its rules', async () => {
    const [ada, ben] = [await join(), await join()];
    const [own, other] = [await storeTicket(ada), await storeTicket(ben)];
    const body = random.sentence();
    const refused: [string, string, Record<string, string>][] = [
      ['/tickets', '/tickets', { body }],
      ['/tickets', '/tickets', { subject: '', body }],
      ['/tickets', '/tickets', { subject: 'x'.repeat(201), body }],
      ['/tickets', '/tickets', { subject: random.word() }],
      [`/tickets/${own}`, `/tickets/${own}/comments`, {}],
      [`/tickets/${own}`, `/tickets/${own}/attachments`, { name: random.word() }],
      ['/profile', '/profile', { display_name: 'x'.repeat(81) }],
    ];
    for (const [page, action, fields] of refused) {
      await step(`the fields ${Object.keys(fields).join(', ') || '(none)'}`, async () =>
        expect(await act(ada, page, action, fields)).toHaveStatus(400),
      );
    }

    const form = { name: random.word(12), password: random.word(12), display_name: random.word() };
    for (const [wrong, status] of [
      [{ name: ada.name }, 409],
      [{ name: `${form.name}!` }, 400],
      [{ password: 'short' }, 400],
      [{ display_name: '' }, 400],
    ] as const) {
      const answer = await post(elsewhere(ada), '/register', { ...form, ...wrong });
      await step(`registering with ${JSON.stringify(wrong)}`, () => expect(answer).toHaveStatus(status));
    }

    for (const path of ['/tickets', '/profile', '/house', `/tickets/${own}`, '/preview?url=http://a.example'])
      await step('without a session', async () => expect(await subject.get(path)).toHaveStatus(401));

    const page = await open(ada, `/tickets/${own}`);
    const hidden = page.hiddenFieldsOf(`/tickets/${own}/comments`);
    await step("a comment on another one's ticket", async () => {
      const answer = await post(ada, `/tickets/${other}/comments`, { ...hidden, text: body });
      expect([403, 404]).toContain(answer.status);
    });
    expect(await get(ada, '/tickets/2147483647')).toHaveStatus(404);
    expect(await get(ada, '/preview')).toHaveStatus(400);
    await step('tickets of the other one', async () =>
      expect((await readTickets(ben)).map(({ comments }) => comments)).toEqual([[]]),
    );
  });
});
