import { random, services, step } from '@touchstone/kit';
import {
  act,
  attach,
  get,
  join,
  joinAsAgent,
  open,
  openTicket,
  saveProfile,
  searchPath,
  storeComment,
  storeTicket,
  type Person,
} from './desk.ts';
import { Page } from './page.ts';

const { postgres } = services;

const ELEMENTS = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<IMG/SRC=x/OnError=alert(1)>',
  '"><svg onload=alert(1)>',
  '</title><script>alert(1)</script>',
  '</p></body><iframe src=//evil.example>',
  '<scr<script>ipt>alert(1)</scr</script>ipt>',
  '<a href="javascript:alert(1)">here</a>',
  '<<b>script>alert(1)<</b>/script>',
  '--><math><mi xlink:href=x>',
];

const ATTRIBUTES = [
  `" onfocus="alert(1)" autofocus="`,
  `' onmouseover='alert(1)' x='`,
  `"><script>alert(1)</script>`,
  `'><img src=x onerror=alert(1)>`,
  `" style="position:fixed"`,
];

/** Stores what a person is called and says about themselves as if it had been there for long. */
async function store(
  person: Person,
  column: 'display_name' | 'house' | 'website',
  text: string,
): Promise<void> {
  await postgres.query(`UPDATE users SET ${column} = $2 WHERE id = $1`, [person.id, text]);
}

/** Opens the same page twice, with a harmless word and with another text: the elements and attributes have to be the same. */
async function expectSameElements(text: string, pageWith: (text: string) => Promise<Page>): Promise<Page> {
  const harmless = await pageWith(random.word());
  const hostile = await pageWith(text);
  await step(`elements of the page with ${text}, compared with those of the page with a word`, () =>
    expect(hostile.outline()).toEqual(harmless.outline()),
  );
  return hostile;
}

/** Where links, pictures and forms of a page lead that is not a path here or an address on the web. */
function listOddTargets(page: Page): string[] {
  return page.elements
    .flatMap(({ attributes }) => ['href', 'src', 'action'].map((name) => attributes.get(name) ?? '/'))
    .filter((target) => !/^(\/|https?:\/\/)/i.test(target));
}

describe('Scripts in pages', () => {
  it('shows what people typed, character for character', async () => {
    const ada = await join();
    const text = `#${random.word()} 1 < 2 && 3 > 2; "it's" <b>bold</b> &amp; &lt;i&gt; &#39; {{ 7*7 }} {% x %} $\{1} 100% \\n`;
    const house = `"O'Hara" & <Sons> &quot;`;
    expect(await saveProfile(ada, { display_name: text.slice(0, 80), house })).toHaveStatus(303);
    const id = await openTicket(ada, text, `${text} ${text}`);
    const path = `/tickets/${id}`;
    expect(await act(ada, path, `${path}/comments`, { text })).toHaveStatus(303);

    const page = await open(ada, path);

    await step('the page of the ticket', () =>
      expect({
        subject: page.get('subject').text,
        body: page.get('body').text,
        author: page.get('author').text,
        house: page.get('author').attributes.get('title'),
        comments: page.list('span', 'comments').map((element) => element.text),
        data: JSON.parse(page.get('ticket').text) as unknown,
      }).toEqual({
        subject: text,
        body: `${text} ${text}`,
        author: text.slice(0, 80),
        house,
        comments: [text],
        data: { id, subject: text, body: `${text} ${text}`, status: 'open' },
      }),
    );
    await step('its title', () => expect(page.list('title')[0]?.text).toContain(text));
    const list = await open(ada, searchPath(text));
    await step('the link in the list', () => expect(list.list('a', 'tickets')[0]?.text).toBe(text));
    await step('the search field', () => expect(list.valueOf('q')).toBe(text));
    const profile = await open(ada, '/profile');
    await step('the house in the profile', () => expect(profile.valueOf('house')).toBe(house));
    const [row] = await postgres.query('SELECT subject, body FROM tickets WHERE id = $1', [id]);
    await step('the row in tickets', () => expect(row).toEqual({ subject: text, body: `${text} ${text}` }));
  });

  it('keeps text from becoming elements', async () => {
    const [ada, agent] = [await join(), await joinAsAgent()];
    for (const text of ELEMENTS) {
      await expectSameElements(text, async (line) => {
        await store(ada, 'display_name', line);
        const id = await storeTicket(ada, { subject: line, body: line });
        await storeComment(id, ada, line);
        return open(agent, `/tickets/${id}`);
      });
    }
    const reader = await join();
    await storeTicket(reader);
    for (const text of ELEMENTS) {
      await expectSameElements(text, async (line) => {
        await postgres.query('UPDATE tickets SET subject = $2 WHERE owner_id = $1', [reader.id, line]);
        await store(reader, 'display_name', line);
        return open(reader, '/tickets');
      });
    }
  });

  it('keeps the names of attachments from becoming elements', async () => {
    const ada = await join();
    for (const text of ['<img src=x onerror=alert(1)>', `"><svg onload=alert(1)>`, `' onclick='alert(1)`]) {
      await expectSameElements(text, async (name) => {
        const id = await storeTicket(ada);
        expect(await attach(ada, id, name, random.word())).toHaveStatus(303);
        return open(ada, `/tickets/${id}`);
      });
    }
  });

  it('keeps text within its attribute', async () => {
    const [ada, agent] = [await join(), await joinAsAgent()];
    const id = await storeTicket(ada);
    for (const text of ATTRIBUTES) {
      await expectSameElements(text, async (house) => {
        await store(ada, 'house', house);
        return open(agent, `/tickets/${id}`);
      });
      await expectSameElements(text, async (house) => {
        await store(ada, 'house', house);
        return open(ada, '/profile');
      });
      await expectSameElements(text, async (website) => {
        await store(ada, 'website', website);
        return open(ada, '/profile');
      });
      const found = await expectSameElements(text, (q) => open(agent, searchPath(`${random.word(12)} ${q}`)));
      await step('the search field', () => expect(found.valueOf('q')).toContain(text));
    }
  });

  it('keeps the data of a ticket within its script element', async () => {
    const [ada, agent] = [await join(), await joinAsAgent()];
    for (const text of [
      '</script><script>alert(1)</script>',
      '</SCRIPT ><img src=x onerror=alert(1)>',
      '"}</script\n><svg onload=alert(1)>',
    ]) {
      let id = 0;
      const page = await expectSameElements(text, async (body) => {
        id = await storeTicket(ada, { subject: 'A ticket', body });
        return open(agent, `/tickets/${id}`);
      });
      await step(`the data of the ticket with ${text}`, () =>
        expect(JSON.parse(page.get('ticket').text)).toEqual({
          id,
          subject: 'A ticket',
          body: text,
          status: 'open',
        }),
      );
    }
  });

  it('links to websites, and to nothing that runs', async () => {
    const [ada, agent] = [await join(), await joinAsAgent()];
    const id = await storeTicket(ada);
    for (const website of [
      `https://${random.word()}.example/o'hara?a=1&b=2`,
      `http://${random.word()}.example/`,
    ]) {
      expect(await saveProfile(ada, { website })).toHaveStatus(303);
      const page = await open(agent, `/tickets/${id}`);
      await step('where the link of the author leads', () =>
        expect(page.get('author').attributes.get('href')).toBe(website),
      );
    }
    for (const website of [
      'javascript:alert(1)',
      'JaVaScRiPt:alert(1)',
      ' javascript:alert(1)',
      '\u0001javascript:alert(1)',
      'java\tscript:alert(1)',
      'javascript://example.org/%0aalert(1)',
      'data:text/html,<script>alert(1)</script>',
      'vbscript:msgbox(1)',
      'javascript:alert(1)//https://',
      // Nothing that runs, but not on the web either.
      'ftp://files.example/lease.txt',
      'mailto:chair@house.example',
    ]) {
      await store(ada, 'website', website);
      const page = await open(agent, `/tickets/${id}`);
      await step(`targets on the page for the website ${JSON.stringify(website)}`, () =>
        expect(listOddTargets(page)).toEqual([]),
      );
      await step(`the author for the website ${JSON.stringify(website)}`, () =>
        expect(page.get('author').text).toBe(ada.displayName),
      );
    }
  });

  it('is careful on the page that says that there is nothing', async () => {
    const ada = await join();
    for (const text of [
      '<script>alert(1)<script>',
      '<img src=x onerror=alert(1)>',
      `"><svg onload=alert(1)>`,
    ]) {
      for (const folder of ['', 'tickets/']) {
        await expectSameElements(text, async (name) => {
          const answer = await get(ada, `/${folder}${encodeURIComponent(name)}`);
          expect(answer).toHaveStatus(404);
          return new Page(answer.text);
        });
      }
    }
  });
});
