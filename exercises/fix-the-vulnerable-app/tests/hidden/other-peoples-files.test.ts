import { random, services, step, subject } from '@touchstone/kit';
import { act, attach, attachmentPath, get, join, open, storeTicket, type Person } from './desk.ts';

/** A ticket of somebody else with an attachment. Its number begins with that of the attacker's own ticket. */
async function aSecret(): Promise<{
  mallory: Person;
  own: number;
  ada: Person;
  other: number;
  secret: string;
}> {
  const [ada, mallory] = [await join(), await join()];
  const own = random.integer(1_000_000, 90_000_000);
  const other = own * 10 + random.integer(0, 9);
  for (const [id, owner] of [
    [own, mallory],
    [other, ada],
  ] as const) {
    await services.postgres.query(
      'INSERT INTO tickets (id, owner_id, subject, body) VALUES ($1, $2, $3, $3)',
      [id, owner.id, random.word()],
    );
  }
  const secret = `secret ${random.word(20)}`;
  expect(await attach(ada, other, 'secret.txt', secret)).toHaveStatus(303);
  expect(await attach(mallory, own, 'mine.txt', random.word())).toHaveStatus(303);
  return { mallory, own, ada, other, secret };
}

/** Asks for attachments under names of which the ticket has none. */
async function expectNone(
  person: Person,
  ticketId: number,
  names: readonly string[],
  secret: string,
): Promise<void> {
  for (const name of names) {
    const answer = await get(person, attachmentPath(ticketId, name));
    await step(`what is answered for the name ${JSON.stringify(name)}`, () => {
      expect(answer.text).not.toContain(secret);
      expect(answer).toHaveStatus(404);
    });
  }
}

describe("Other people's files", () => {
  it('keeps attachments of any name that a file may have', async () => {
    const ada = await join();
    const id = await storeTicket(ada);
    const names = [
      'plan.v1.2.pdf',
      '..plan.txt',
      'a..b.txt',
      '...',
      '.hidden',
      '50%.txt',
      '%2e%2e%2fplan.txt',
      '%41.txt',
      `O'Brien & "sons" #2.txt`,
      'Übergabe (neu)?.txt',
      'a+b=c.txt',
      '~root',
      'etc passwd',
      // 60 characters, of two and three bytes.
      `${'Ü'.repeat(30)}${'€'.repeat(30)}`,
    ];
    const contents = new Map(names.map((name) => [name, random.sentence()]));
    for (const [name, content] of contents) {
      await step(`attaching “${name}”`, async () =>
        expect(await attach(ada, id, name, content)).toHaveStatus(303),
      );
    }

    const links = (await open(ada, `/tickets/${id}`)).list('a', 'attachments');

    await step('the attachments on the page', () =>
      expect(links.map(({ text }) => text).sort()).toEqual([...names].sort()),
    );
    for (const { text, attributes } of links) {
      const { pathname, search } = new URL(attributes.get('href') ?? '/', subject.url);
      const answer = await get(ada, `${pathname}${search}`);
      await step(`the link of “${text}”`, () => {
        expect(answer).toHaveStatus(200);
        expect(answer.text).toBe(contents.get(text));
      });
    }
    const again = random.sentence();
    expect(await attach(ada, id, '..plan.txt', again)).toHaveStatus(303);
    await step('an attachment that was replaced', async () =>
      expect((await get(ada, attachmentPath(id, '..plan.txt'))).text).toBe(again),
    );
  });

  it('has no way from one ticket to the attachments of another', async () => {
    const { mallory, own, other, secret } = await aSecret();
    const file = `${other}/secret.txt`;
    await expectNone(
      mallory,
      own,
      [
        `../${file}`,
        `./../${file}`,
        `x/../../${file}`,
        `mine.txt/../../${file}`,
        `..//${file}`,
        `....//${file}`,
        `..././${file}`,
        `..\\${other}\\secret.txt`,
        `%2e%2e%2f${other}%2fsecret.txt`,
        `..%2f${file}`,
        `..%252f${file}`,
        `/tmp/attachments/${file}`,
        `../../attachments/${file}`,
        'secret.txt',
      ],
      secret,
    );
    await step('the other ticket itself', async () =>
      expect(await get(mallory, attachmentPath(other, 'secret.txt'))).toHaveStatus(404),
    );
  });

  it('has no way to the files of the system', async () => {
    const ada = await join();
    const id = await storeTicket(ada);
    expect(await attach(ada, id, 'mine.txt', random.word())).toHaveStatus(303);
    const up = (piece: string) => `${piece.repeat(12)}etc/passwd`;
    // As short as a name that may be stored, and without its signs that may not.
    const encoded = (dots: string, slash: string) => `${`${dots}${slash}`.repeat(5)}etc${slash}passwd`;
    await expectNone(
      ada,
      id,
      [
        '/etc/passwd',
        '//etc/passwd',
        up('../'),
        `/${up('../')}`,
        up('....//'),
        up('..././'),
        encoded('%2e%2e', '%2f'),
        encoded('..', '%2f'),
        encoded('..', '%252f'),
        `mine.txt/${up('../')}`,
        `${up('../')}\0.txt`,
        'mine.txt\0.pdf',
        'file:///etc/passwd',
        '.',
        '..',
        '',
      ],
      'root:',
    );
  });

  it('stores nothing under a name that leads elsewhere', async () => {
    const { mallory, own, ada, other, secret } = await aSecret();
    for (const name of [
      `../${other}/secret.txt`,
      `/tmp/attachments/${other}/secret.txt`,
      `../${other}/new.txt`,
      `....//${other}/secret.txt`,
      'folder/mine.txt',
      'folder\\mine.txt',
      'mine\n.txt',
      '.',
      '..',
      'x'.repeat(61),
    ]) {
      const path = `/tickets/${own}`;
      const answer = await act(mallory, path, `${path}/attachments`, { name, content: random.word() });
      await step(`attaching ${JSON.stringify(name)}`, () => expect(answer).toHaveStatus(400));
    }

    const page = await open(ada, `/tickets/${other}`);
    await step('the attachments of the other ticket', () =>
      expect(page.list('a', 'attachments').map(({ text }) => text)).toEqual(['secret.txt']),
    );
    await step('its attachment', async () =>
      expect((await get(ada, attachmentPath(other, 'secret.txt'))).text).toBe(secret),
    );
    await step('the attachments of the own ticket', async () =>
      expect((await open(mallory, `/tickets/${own}`)).list('a', 'attachments')).toHaveLength(1),
    );
  });
});
