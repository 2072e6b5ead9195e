import { random, services, step, subject } from '@touchstone/kit';

const aUser = () => ({ email: `${random.word()}@example.com`, password: random.word(16) });

async function register() {
  const user = aUser();
  const answer = await subject.post('/users', { json: user });
  await step('POST /users', () => expect(answer).toHaveStatus(202));
  return user;
}

describe('First login', () => {
  it('registers a user', async () => {
    const answer = await subject.post('/users', { json: aUser() });

    expect(answer).toHaveStatus(202);
    expect(answer).toHaveJson({ status: 'ok' });
  });

  it('stores a hash that is slow to guess', async () => {
    const { email } = await register();

    const hash = await services.redis.command('HGET', `user:${email}`, 'passwordHash');

    expect(hash).toMatch(/^\$(2[aby]|scrypt|argon2id)\$/);
  });

  it('logs in and knows who that is', async () => {
    const user = await register();
    const login = await subject.post('/login', { json: user });
    expect(login).toHaveStatus(200);
    expect(login).toHaveHeader('set-cookie', /^sid=[^;]{22,};/);

    const cookie = login.headers['set-cookie']?.split(';')[0] ?? '';
    const answer = await subject.get('/me', { headers: { cookie } });

    expect(answer).toHaveStatus(200);
    expect(answer).toHaveJson({ email: user.email });
  });

  it('answers 401 to a wrong password', async () => {
    const user = await register();

    const answer = await subject.post('/login', { json: { ...user, password: random.word(16) } });

    expect(answer).toHaveStatus(401);
  });
});
