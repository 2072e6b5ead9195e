import { random, step, subject } from '@touchstone/kit';
import { BURST, sendAtOnce, sendInto } from './send-at-once.ts';
import { createTodo, expectStatus, expectStored, ifMatch, pathOf } from './todos.ts';

const etagOf = async (path: string) => (await subject.get(path)).headers.etag ?? '(no ETag)';
const weakly = (etag: string) => `W/${etag.replace(/^W\//, '')}`;
const ifNoneMatch = (etag: string) => ({ headers: { 'if-none-match': etag } });

describe('Conditional requests', () => {
  it('names each version of a todo with a strong ETag', async () => {
    const created = await subject.post('/todos', { json: { title: random.sentence(3) } });
    expect(created).toHaveHeader('etag', /^"[^"]*"$/);
    const path = await pathOf(created);

    const read = await subject.get(path);
    await step('the ETag of GET, compared with that of POST', () =>
      expect(read.headers.etag).toBe(created.headers.etag),
    );
    await subject.post('/todos', { json: { title: random.sentence(3) } });
    const again = await subject.get(path);
    await step('the ETag of GET after another todo was created', () =>
      expect(again.headers.etag).toBe(created.headers.etag),
    );
  });

  it('gives a changed todo another ETag', async () => {
    const { path } = await createTodo();
    const etag = await etagOf(path);

    const patched = await subject.patch(path, { json: { done: true } });
    expect(patched).toHaveHeader('etag', /^"[^"]*"$/);
    await step('the ETag of PATCH, compared with the one before', () =>
      expect(patched.headers.etag).not.toBe(etag),
    );
    const replaced = await subject.put(path, { json: { title: random.sentence(2) }, headers: ifMatch('*') });
    await step('the ETag of PUT, compared with the one before', () =>
      expect(replaced.headers.etag).not.toBe(patched.headers.etag),
    );
    const read = await subject.get(path);
    await step('the ETag of GET, compared with that of the last PUT', () =>
      expect(read.headers.etag).toBe(replaced.headers.etag),
    );
  });

  it('answers 304 to a reader who has the current version', async () => {
    const { path } = await createTodo();
    const etag = await etagOf(path);

    for (const known of [etag, `"${random.word()}", ${etag}`, '*', weakly(etag)]) {
      const response = await subject.get(path, ifNoneMatch(known));
      await expectStatus(`GET with If-None-Match: ${known}`, response, 304);
      await step('the body of that answer', () => expect(response.text).toBe(''));
    }
    await expectStatus(
      'HEAD with the current ETag',
      await subject.request('HEAD', path, ifNoneMatch(etag)),
      304,
    );
    await expectStatus(
      'GET with another ETag',
      await subject.get(path, ifNoneMatch(`"${random.word()}"`)),
      200,
    );
    await subject.patch(path, { json: { done: true } });
    await expectStatus(
      'GET with the ETag from before a change',
      await subject.get(path, ifNoneMatch(etag)),
      200,
    );
  });

  it('answers 412 to a change of an outdated version, and changes nothing', async () => {
    const { path } = await createTodo();
    const etag = await etagOf(path);
    const current = await subject.patch(path, { json: { title: random.sentence(4) } });
    const json = { title: random.sentence(3) };

    const weak = weakly(await etagOf(path));
    for (const outdated of [etag, `"${random.word()}", ${etag}`, weak]) {
      await expectStatus(
        `PUT with If-Match: ${outdated}`,
        await subject.put(path, { json, headers: ifMatch(outdated) }),
        412,
      );
      await expectStatus(
        `PATCH with If-Match: ${outdated}`,
        await subject.patch(path, { json, headers: ifMatch(outdated) }),
        412,
      );
      await expectStatus(
        `DELETE with If-Match: ${outdated}`,
        await subject.delete(path, { headers: ifMatch(outdated) }),
        412,
      );
    }
    await expectStored(path, current.json as object);
  });

  it('lets a change through that names the current version', async () => {
    const { path } = await createTodo();

    for (const spell of [(tag: string) => tag, (tag: string) => `"${random.word()}",${tag}`, () => '*']) {
      const forPut = spell(await etagOf(path));
      const put = await subject.put(path, { json: { title: random.sentence(2) }, headers: ifMatch(forPut) });
      await expectStatus(`PUT with If-Match: ${forPut}`, put, 200);
      const forPatch = spell(await etagOf(path));
      const patch = await subject.patch(path, {
        json: { title: random.sentence(2) },
        headers: ifMatch(forPatch),
      });
      await expectStatus(`PATCH with If-Match: ${forPatch}`, patch, 200);
    }
    const forDelete = await etagOf(path);
    await expectStatus(
      `DELETE with If-Match: ${forDelete}`,
      await subject.delete(path, { headers: ifMatch(forDelete) }),
      204,
    );
  });

  it('insists on If-Match for PUT', async () => {
    const { path, todo } = await createTodo();

    await expectStatus(
      'PUT without If-Match',
      await subject.put(path, { json: { title: random.sentence(2) } }),
      428,
    );

    await expectStored(path, todo);
  });

  it('lets exactly one of several simultaneous updates win', async () => {
    for (const method of ['PUT', 'PATCH']) {
      const { path } = await createTodo();
      const etag = await etagOf(path);
      const bodies = Array.from({ length: BURST }, (_, index) => ({ title: `${random.word()} ${index}` }));

      const statuses = await sendAtOnce(method, path, bodies, ifMatch(etag));

      await step(`the statuses of ${BURST} times ${method} at once with the same If-Match`, () => {
        expect([...statuses].sort()).toEqual([200, ...Array.from({ length: BURST - 1 }, () => 412)]);
      });
      const winner = bodies[statuses.indexOf(200)];
      const stored = await subject.get(path);
      await step(`the title afterwards, compared with that of the ${method} that won`, () => {
        expect(stored).toHaveJson({ title: winner?.title });
      });
    }
  });

  it('compares If-Match with the todo that it changes, not with one from before', async () => {
    for (const method of ['PUT', 'PATCH']) {
      const { path } = await createTodo();
      const etag = await etagOf(path);

      const statuses = await sendInto(
        method,
        path,
        [{ title: random.sentence(2) }, { title: random.sentence(3) }],
        ifMatch(etag),
      );

      await step(
        `the statuses of two times ${method} with the same If-Match, one while the body of the other arrives`,
        () => expect([...statuses].sort()).toEqual([200, 412]),
      );
    }
  });
});
