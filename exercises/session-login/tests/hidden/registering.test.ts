import { random, services, step } from '@touchstone/kit';
import { anAddress, aPassword, login, post, readEverything, readHash, register } from './browser.ts';

beforeEach(() => services.redis.reset());

/** Says what is wrong with a hash, or `good`. */
function judge(hash: string | null): string {
  if (hash === null) return 'there is no field passwordHash';
  const bcrypt = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(hash);
  if (bcrypt) return Number(bcrypt[1]) >= 10 ? 'good' : `bcrypt with cost ${Number(bcrypt[1])}`;
  const scrypt = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$[^$]{16,}\$[^$]{16,}$/.exec(hash);
  if (scrypt) {
    const [ln, r, p] = scrypt.slice(1).map(Number) as [number, number, number];
    return ln >= 14 && r >= 8 && p >= 1 ? 'good' : `scrypt with ln=${ln},r=${r},p=${p}`;
  }
  const argon2id = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$[^$]{11,}\$[^$]{16,}$/.exec(hash);
  if (argon2id) {
    const [m, t, p] = argon2id.slice(1).map(Number) as [number, number, number];
    return m >= 19456 && t >= 2 && p >= 1 ? 'good' : `argon2id with m=${m},t=${t},p=${p}`;
  }
  return 'neither bcrypt nor scrypt nor argon2id in the form of the statement';
}

describe('Registering', () => {
  it('stores a slow hash of the password', async () => {
    const user = await register();

    const hash = await readHash(user);

    await step(`the field passwordHash of user:<email>, ${JSON.stringify(hash)}`, () =>
      expect(judge(hash)).toBe('good'),
    );
  });

  it('salts every hash', async () => {
    const password = aPassword();
    const users = [
      await register({ email: anAddress(), password }),
      await register({ email: anAddress(), password }),
    ];

    const hashes = await Promise.all(users.map(readHash));

    await step('different hashes of two users with the same password', () =>
      expect(new Set(hashes).size).toBe(2),
    );
  });

  it('keeps passwords nowhere in Redis', async () => {
    const user = await register();
    await login(user);
    await post('/login', { ...user, password: `${user.password}!` });

    const everything = await readEverything();

    const forms = {
      'as it is': user.password,
      'in Base64': Buffer.from(user.password).toString('base64').replace(/=+$/, '').slice(0, -1),
      'in hexadecimal': Buffer.from(user.password).toString('hex'),
      'as a part of a URL': encodeURIComponent(user.password),
    };
    await step('forms in which Redis holds the password', () =>
      expect(
        Object.entries(forms).flatMap(([form, text]) => (everything.includes(text) ? [form] : [])),
      ).toEqual([]),
    );
  });

  it('changes nothing when the address is taken', async () => {
    const user = await register();
    const before = await readHash(user);

    const answer = await post('/users', { email: user.email.toUpperCase(), password: aPassword() });

    expect(answer).toHaveStatus(202);
    expect(answer).toHaveJson({ status: 'ok' });
    await step('passwordHash of the user', async () => expect(await readHash(user)).toBe(before));
    await login(user);
  });

  it('refuses what breaks the rules', async () => {
    const [email, password] = [anAddress(), aPassword()];
    const wrong: unknown[] = [
      {},
      [],
      { email },
      { password },
      { email, password: 1234567890 },
      { email: 7, password },
      { email: random.word(), password },
      { email: `${random.word(200)}@x`, password },
      { email, password: random.word(9) },
      { email, password: random.word(65) },
    ];

    for (const json of wrong) {
      await step(`POST /users with ${JSON.stringify(json).slice(0, 80)}`, async () => {
        const answer = await post('/users', json);
        expect(answer).toHaveStatus(400);
        expect(answer).toHaveJson({ error: expect.any(String) });
      });
    }
    await step('passwordHash of the user that nobody registered', async () =>
      expect(await readHash({ email, password })).toBeNull(),
    );
  });
});
