import { random, rawConnection, sleep, step, subject } from '@touchstone/kit';
import { BURST, sendAtOnce } from './send-at-once.ts';
import { pathOf, type Todo } from './todos.ts';

const create = (members: object = {}) =>
  subject.post('/todos', { json: { title: random.sentence(3), ...members } });

describe('Create and read', () => {
  it('answers 201 with the todo and its Location', async () => {
    const sent = { title: random.sentence(4), done: true, project: random.word() };

    const response = await subject.post('/todos', { json: sent });

    expect(response).toHaveStatus(201);
    expect(response).toHaveHeader('content-type', /^application\/json\b/);
    await step('the todo in the answer', () =>
      expect(response.json).toEqual({ ...sent, id: expect.any(String) }),
    );
    const path = await pathOf(response);
    const location = (response.headers.location ?? '(none)').replace(/^https?:\/\/[^/]+/, '');
    await step('the path in the Location header', () => expect(location).toBe(path));
  });

  it('fills in what the client left out', async () => {
    const title = random.sentence(3);

    const response = await subject.post('/todos', { json: { title } });

    await step('the todo made from a title alone', () => {
      expect(response.json).toEqual({ id: expect.any(String), title, done: false, project: null });
    });
  });

  it('stores the title without the white space around it', async () => {
    const title = random.sentence(3);

    const created = await create({ title: ` \t${title}\n ` });

    await step('the title in the answer', () => expect(created).toHaveJson({ title }));
    const path = await pathOf(created);
    await step(`the title in GET ${path}`, async () => expect(await subject.get(path)).toHaveJson({ title }));
  });

  it('serves a todo under its own path', async () => {
    const todos = [await create({ done: true }), await create(), await create({ project: random.word() })];

    for (const todo of todos) {
      const path = await pathOf(todo);
      const response = await subject.get(path);
      expect(response).toHaveStatus(200);
      expect(response).toHaveHeader('content-type', /^application\/json\b/);
      await step(`the body of GET ${path}`, () => expect(response.json).toEqual(todo.json));
    }
  });

  it('keeps text of any language as it was sent', async () => {
    const title = `${random.pick(['Käse', 'Fromage à la crème', 'Żurek', 'Piñata'])} ${random.word()} 買い物 🥛`;
    const project = `${random.pick(['Küche', 'Дом', '台所'])} ${random.word(4)}`;

    const created = await create({ title, project });

    await step('the answer to POST /todos', () => expect(created).toHaveJson({ title, project }));
    const path = await pathOf(created);
    await step(`the answer to GET ${path}`, async () =>
      expect(await subject.get(path)).toHaveJson({ title, project }),
    );
  });

  it('answers HEAD like GET, without a body', async () => {
    const project = random.uuid();
    const path = await pathOf(await create({ project }));

    for (const target of [path, `/todos?project=${project}`]) {
      const get = await subject.get(target);
      const head = await subject.request('HEAD', target);
      expect(head).toHaveStatus(get.status);
      await step(`the Content-Type of HEAD ${target}`, () =>
        expect(head.headers['content-type']).toBe(get.headers['content-type']),
      );
      await step(`the ETag of HEAD ${target}`, () => expect(head.headers.etag).toBe(get.headers.etag));
      await step(`the body of HEAD ${target}`, () => expect(head.text).toBe(''));
    }
  });

  it('understands a body that arrives in pieces', async () => {
    const title = `${random.sentence(3)} – ${random.word()}`;
    const body = Buffer.from(JSON.stringify({ title }));
    const middleOfTheDash = body.indexOf(0xe2) + 1;
    const connection = await rawConnection();

    await connection.write(
      `POST /todos HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    for (const piece of [
      body.subarray(0, 5),
      body.subarray(5, middleOfTheDash),
      body.subarray(middleOfTheDash),
    ]) {
      await sleep(20);
      await connection.write(piece);
    }

    const answer = await step('waiting for the answer to a POST sent in four pieces', () =>
      connection.until((text) => /\r\n\r\n.*\}/s.test(text)),
    );
    await step('the status line', () => expect(answer.split('\r\n')[0]).toMatch(/^HTTP\/1\.[01] 201\b/));
    const id = /"id"\s*:\s*"([^"]*)"/.exec(answer)?.[1] ?? '';
    await step('the stored title', async () =>
      expect(await subject.get(`/todos/${id}`)).toHaveJson({ title }),
    );
    await connection.end();
  });

  it('keeps every todo when several are created at once', async () => {
    const project = random.uuid();
    const titles: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      const bodies = Array.from({ length: BURST }, (_, index) => {
        return { title: `${random.word()} ${round}-${index}`, project };
      });
      titles.push(...bodies.map(({ title }) => title));
      await sendAtOnce('POST', '/todos', bodies);
    }

    const page = await subject.get(`/todos?project=${project}&limit=100`);
    expect(page).toHaveJson({ items: expect.any(Array) });
    const { items } = page.json as { items: Todo[] };
    await step(`the titles in the list after ${titles.length} creations, ${BURST} at a time`, () => {
      expect(items.map(({ title }) => title).sort()).toEqual([...titles].sort());
    });
    await step('the number of different ids among them', () => {
      expect(new Set(items.map(({ id }) => id)).size).toBe(titles.length);
    });
  });
});
