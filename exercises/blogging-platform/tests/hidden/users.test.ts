import { random, step, subject } from '@touchstone/kit';
import {
  expectCreated,
  expectErrors,
  expectInvalid,
  expectStatus,
  expectTaken,
  expectTokenNeeded,
  get,
  join,
  newUser,
  post,
  put,
  unwrap,
  type Json,
  people,
} from './conduit.ts';

const login = (email: string, password: string) => post('/users/login', null, { user: { email, password } });

describe('Users', () => {
  it('registers a user and answers with a token that works', async () => {
    const { password, ...shown } = newUser();

    const answer = expectCreated(await post('/users', null, { user: { ...shown, password } }));

    expect(answer).toHaveJson({ user: { ...shown, token: expect.any(String) } });
    const { token, bio, image } = unwrap<{ token: string; bio: unknown; image: unknown }>(answer, 'user');
    for (const [name, value] of Object.entries({ bio, image })) {
      if (value !== null && typeof value !== 'string') expect(answer).toHaveJson({ user: { [name]: null } });
    }
    const current = await get('/user', { ...shown, password, token });
    expect(current).toHaveStatus(200);
    expect(current).toHaveJson({ user: { ...shown, token: expect.any(String) } });
  });

  it('logs in with the right address and password, and with no other', async () => {
    const ada = await join();

    const answer = await login(ada.email, ada.password);

    expect(answer).toHaveStatus(200);
    expect(answer).toHaveJson({ user: { username: ada.username, email: ada.email } });
    const { token } = unwrap<{ token: string }>(answer, 'user');
    expect(await get('/user', { ...ada, token })).toHaveStatus(200);
    await step('with another password', async () =>
      expectStatus(await login(ada.email, `${ada.password}x`), 401, 403, 422),
    );
    await step('with an address that nobody registered', async () =>
      expectStatus(await login(random.email(), ada.password), 401, 403, 422),
    );
  });

  it('gives each name and each address to one user only', async () => {
    const [[ada], ben] = [await people(1), await join()];

    await step('register a name that is taken', async () =>
      expectTaken(await post('/users', null, { user: { ...newUser(), username: ada.username } })),
    );
    await step('register an address that is taken', async () =>
      expectTaken(await post('/users', null, { user: { ...newUser(), email: ada.email } })),
    );
    await step("take another user's name later", async () =>
      expectTaken(await put('/user', ben, { user: { username: ada.username } })),
    );
    await step("take another user's address later", async () =>
      expectTaken(await put('/user', ben, { user: { email: ada.email } })),
    );
    expect(await get('/user', ben)).toHaveJson({ user: { username: ben.username, email: ben.email } });
  });

  it('says what is missing from a registration', async () => {
    for (const name of ['username', 'email', 'password']) {
      const { [name]: _, ...others } = newUser() as Json;
      await step(`without ${name}`, async () => expectInvalid(await post('/users', null, { user: others })));
      await step(`with an empty ${name}`, async () =>
        expectInvalid(await post('/users', null, { user: { ...others, [name]: '' } })),
      );
    }
    await step('a body that is no JSON', async () => {
      const headers = { 'content-type': 'application/json' };
      const answer = await subject.post('/api/users', {
        headers,
        body: `{"user": {"username": "${random.word()}`,
      });
      expectErrors(expectStatus(answer, 422, 400));
    });
  });

  it('wants a token for the current user', async () => {
    await expectTokenNeeded([
      [get, '/user'],
      [put, '/user', { user: { bio: random.sentence() } }],
    ]);
  });

  it('changes what is given and leaves the rest', async () => {
    const ada = await join();
    const first = { bio: random.sentence(), image: `https://example.com/${random.word()}.png` };
    const second = { email: random.email(), bio: random.sentence() };

    expect(await put('/user', ada, { user: first })).toHaveStatus(200);
    const answer = await put('/user', ada, { user: second });

    expect(answer).toHaveStatus(200);
    const expected = { username: ada.username, image: first.image, ...second };
    expect(answer).toHaveJson({ user: expected });
    const { token } = unwrap<{ token: string }>(answer, 'user');
    expect(await get('/user', { ...ada, token })).toHaveJson({ user: expected });
    await step('log in after the address changed and the password did not', async () =>
      expect(await login(second.email, ada.password)).toHaveStatus(200),
    );
  });

  it('changes the password', async () => {
    const ada = await join();
    const password = random.word(14);

    expect(await put('/user', ada, { user: { password } })).toHaveStatus(200);

    await step('log in with the new password', async () =>
      expect(await login(ada.email, password)).toHaveStatus(200),
    );
    await step('log in with the old password', async () =>
      expectStatus(await login(ada.email, ada.password), 401, 403, 422),
    );
  });
});
