import { random, step, subject, type HttpResponse, type RequestOptions } from '@touchstone/kit';
import { createTodo, expectStatus, expectStored, ifMatch, put } from './todos.ts';

const raw = (type: string, body: string): RequestOptions => ({
  body,
  headers: { ...ifMatch('*'), 'content-type': type },
});

const fieldsOf = (response: HttpResponse): string[] => {
  expect(response).toHaveJson({ errors: expect.any(Array) });
  return (response.json as { errors: { field: string }[] }).errors.map(({ field }) => field).sort();
};

describe('Refuse what is wrong', () => {
  it('answers 404 for what is not there', async () => {
    const deleted = await createTodo();
    await subject.delete(deleted.path);
    const json = { title: random.sentence(2) };

    for (const path of [deleted.path, `/todos/${random.uuid()}`]) {
      expect(await subject.get(path)).toHaveStatus(404);
      expect(await subject.request('HEAD', path)).toHaveStatus(404);
      expect(await subject.put(path, { json })).toHaveStatus(404);
      expect(await subject.patch(path, { json })).toHaveStatus(404);
      expect(await subject.delete(path)).toHaveStatus(404);
      await expectStatus(`GET ${path} after that PUT`, await subject.get(path), 404);
    }
    const nowhere = `/${random.word()}`;
    expect(await subject.get(nowhere)).toHaveStatus(404);
  });

  it('answers 405 and names the methods that are allowed', async () => {
    const { path } = await createTodo();
    const allowed = async (method: string, target: string) => {
      const response = await subject.request(method, target, { json: { title: random.word() } });
      await expectStatus(`${method} ${target}`, response, 405);
      const names = (response.headers.allow ?? '').split(',').map((name) => name.trim().toUpperCase());
      return names.filter((name) => name !== 'OPTIONS').sort();
    };

    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      const names = await allowed(method, '/todos');
      await step(`Allow in the answer to ${method} /todos`, () =>
        expect(names).toEqual(['GET', 'HEAD', 'POST']),
      );
    }
    const names = await allowed('POST', path);
    await step(`Allow in the answer to POST ${path}`, () =>
      expect(names).toEqual(['DELETE', 'GET', 'HEAD', 'PATCH', 'PUT']),
    );
  });

  it('answers 415 to a body of another type', async () => {
    const { path } = await createTodo();
    const body = JSON.stringify({ title: random.sentence(2) });

    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp']) {
      await expectStatus(`POST /todos with ${type}`, await subject.post('/todos', raw(type, body)), 415);
      await expectStatus(`PUT ${path} with ${type}`, await subject.put(path, raw(type, body)), 415);
    }
    await expectStatus('POST /todos without a Content-Type', await subject.post('/todos', { body }), 415);
    const jsonPatch = '[{"op":"replace","path":"/done","value":true}]';
    await expectStatus(
      `PATCH ${path} with a JSON Patch`,
      await subject.patch(path, raw('application/json-patch+json', jsonPatch)),
      415,
    );
  });

  it('takes content types with parameters, and merge patches', async () => {
    const { path } = await createTodo();
    const body = JSON.stringify({ title: random.sentence(2) });

    for (const type of ['application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"']) {
      await step(`POST /todos with ${type}`, async () => {
        expect(await subject.post('/todos', raw(type, body))).toHaveJson(JSON.parse(body) as object);
      });
      await expectStatus(`PUT ${path} with ${type}`, await subject.put(path, raw(type, body)), 200);
    }
    const patched = await subject.patch(path, raw('application/merge-patch+json', '{"done":true}'));
    await expectStatus(`PATCH ${path} with application/merge-patch+json`, patched, 200);
    await step('the answer to that PATCH', () => expect(patched).toHaveJson({ done: true }));
  });

  it('answers 400 to a body that cannot be parsed', async () => {
    const { path } = await createTodo();
    const title = random.word();

    for (const body of [`{"title":"${title}"`, `{title:"${title}"}`, `{"title":"${title}",}`, title, '']) {
      await expectStatus(
        `POST /todos with the body ${body || '(nothing)'}`,
        await subject.post('/todos', raw('application/json', body)),
        400,
      );
      await expectStatus(
        `PATCH ${path} with the body ${body || '(nothing)'}`,
        await subject.patch(path, raw('application/json', body)),
        400,
      );
    }
  });

  it('answers 422 to JSON that is not an object', async () => {
    const { path } = await createTodo();
    const title = random.word();

    for (const body of [[{ title }], [], title, random.integer(1, 99), true, null].map((value) =>
      JSON.stringify(value),
    )) {
      await expectStatus(
        `POST /todos with the body ${body}`,
        await subject.post('/todos', raw('application/json', body)),
        422,
      );
      await expectStatus(
        `PUT ${path} with the body ${body}`,
        await subject.put(path, raw('application/json', body)),
        422,
      );
      await expectStatus(
        `PATCH ${path} with the body ${body}`,
        await subject.patch(path, raw('application/json', body)),
        422,
      );
    }
  });

  it('names every wrong member of a todo', async () => {
    const { path } = await createTodo();
    const title = random.word();
    const mistakes: [string[], object][] = [
      [['title'], {}],
      [['title'], { title: ' \t ' }],
      [['title'], { title: 'x'.repeat(201) }],
      [['title'], { title: random.integer(1, 99) }],
      [['done'], { title, done: random.pick(['yes', 'true', 1, null]) }],
      [['project'], { title, project: random.pick(['', 'p'.repeat(51), 7, false]) }],
      [['done', 'project', 'title'], { title: null, done: 'no', project: [] }],
    ];

    for (const [fields, json] of mistakes) {
      const shown = JSON.stringify(json).slice(0, 60);
      for (const [method, response] of [
        ['POST /todos', await subject.post('/todos', { json })],
        [`PUT ${path}`, await put(path, json)],
      ] as const) {
        await expectStatus(`${method} with ${shown}`, response, 422);
        await step(`the fields in the errors of ${method} with ${shown}`, () =>
          expect(fieldsOf(response)).toEqual(fields),
        );
      }
    }
    const patched = await subject.patch(path, { json: { done: 0, title: '' } });
    await expectStatus('PATCH with {"done":0,"title":""}', patched, 422);
    await step('the fields in the errors of that PATCH', () =>
      expect(fieldsOf(patched)).toEqual(['done', 'title']),
    );
  });

  it('accepts values at the very edge of the rules', async () => {
    const letter = random.pick(['a', 'b', 'c']);
    const edges = [
      { title: letter, project: letter },
      { title: letter.repeat(200), project: letter.repeat(50) },
      { title: ` ${letter.repeat(200)} ` },
    ];

    for (const json of edges) {
      const response = await subject.post('/todos', { json });
      const lengths = `a title of ${json.title.length} and a project of ${json.project?.length ?? 'no'} characters`;
      await step(`the answer to ${lengths}`, () => expect(response).toHaveJson({ title: json.title.trim() }));
    }
  });

  it('refuses members that a todo does not have', async () => {
    const { path, todo } = await createTodo();
    const title = random.word();

    for (const [field, value] of [
      ['id', random.uuid()],
      ['priority', random.integer(1, 9)],
      [random.word(12), true],
    ] as const) {
      const json = { title, [field]: value };
      const posted = await subject.post('/todos', { json });
      await expectStatus(`POST /todos with the member ${field}`, posted, 422);
      await step('the fields in its errors', () => expect(fieldsOf(posted)).toEqual([field]));
      await expectStatus(`PUT ${path} with the member ${field}`, await put(path, json), 422);
      await expectStatus(
        `PATCH ${path} with the member ${field}`,
        await subject.patch(path, { json: { [field]: value } }),
        422,
      );
    }
    await step('the todo afterwards', async () => expect((await subject.get(path)).json).toEqual(todo));
  });

  it('changes nothing when it refuses', async () => {
    const { path, todo: before } = await createTodo({ project: random.uuid() });
    const title = random.sentence(3);

    await subject.patch(path, { json: { title, done: 'yes' } });
    await subject.patch(path, { json: { title, owner: random.word() } });
    await put(path, { title, project: 5 });
    await subject.post('/todos', { json: { title, project: before.project, done: 'no' } });

    const response = await subject.get(path);
    await step('the todo after two refused PATCHes and a refused PUT', () =>
      expect(response.json).toEqual(before),
    );
    const page = await subject.get(`/todos?project=${before.project}`);
    await step('the todos of its project after a refused POST', () =>
      expect(page).toHaveJson({ items: [before], total: 1 }),
    );
  });

  it('describes every mistake in a problem document', async () => {
    const { path } = await createTodo();
    const json = { title: random.word() };
    const mistakes: [number, string, HttpResponse][] = [
      [404, 'GET of an unknown todo', await subject.get(`/todos/${random.uuid()}`)],
      [404, 'GET of an unknown path', await subject.get(`/${random.word()}`)],
      [405, 'DELETE /todos', await subject.delete('/todos')],
      [415, 'POST of plain text', await subject.post('/todos', raw('text/plain', 'milk'))],
      [400, 'POST of broken JSON', await subject.post('/todos', raw('application/json', '{"title":'))],
      [422, 'POST of an empty object', await subject.post('/todos', { json: {} })],
      [428, 'PUT without If-Match', await subject.put(path, { json })],
      [
        412,
        'PATCH with an outdated If-Match',
        await subject.patch(path, { json, headers: ifMatch(`"${random.uuid()}"`) }),
      ],
    ];

    for (const [status, what, response] of mistakes) {
      expect(response).toHaveHeader('content-type', /^application\/problem\+json\b/);
      await step(`the problem document of ${what}`, () =>
        expect(response).toHaveJson({ status, title: expect.stringMatching(/./) }),
      );
    }
  });

  it('answers the mistake that stands first in the table when there are several', async () => {
    const { path, todo } = await createTodo();
    const nothing = {};
    const outdated = ifMatch(`"${random.uuid()}"`);
    const text = 'text/plain';
    const type = 'application/json';

    for (const [how, condition] of [
      ['without If-Match', nothing],
      ['with an outdated If-Match', outdated],
    ] as const) {
      for (const [status, what, contentType, body] of [
        [415, 'plain text', text, 'milk'],
        [400, 'broken JSON', type, '{"title":'],
        [422, 'an empty title', type, '{"title":""}'],
      ] as const) {
        const options = { body, headers: { ...condition, 'content-type': contentType } };
        await expectStatus(`PUT of ${what} ${how}`, await subject.put(path, options), status);
        await expectStatus(`PATCH of ${what} ${how}`, await subject.patch(path, options), status);
      }
    }
    await expectStored(path, todo);
  });
});
