import { random, step, subject } from '@touchstone/kit';
import { aName, APP, openAccount, readAccount, signIn } from './accounts.ts';

describe('Accounts', () => {
  it('serve programs with a token', async () => {
    const { id, name, bearer } = await openAccount();
    const settings = { lights: random.pick(['on', 'off']), seats: [random.integer(1, 9), { child: true }] };
    // A name is a name: what it looks like as HTML matters where HTML is made.
    const next = `${random.word()} & ${random.word()} <${random.word()}>`;

    await step('GET /account', async () =>
      expect((await readAccount(bearer)).json).toEqual({ id, name, settings: {} }),
    );
    await step('PATCH /account', async () => {
      const changed = await subject.patch('/account', { headers: bearer, json: { name: next, settings } });
      expect(changed).toHaveStatus(200);
      expect(changed.json).toEqual({ id, name: next, settings });
    });
    await step('GET /account afterwards', async () =>
      expect((await readAccount(bearer)).json).toEqual({ id, name: next, settings }),
    );
    await step('POST /account', async () => {
      const changed = await subject.post('/account', { headers: bearer, json: { name } });
      expect(changed).toHaveStatus(200);
      expect(changed.json).toEqual({ id, name, settings });
    });
    await step('GET /countries', async () =>
      expect((await subject.get('/countries')).json).toEqual({ countries: ['AT', 'CH', 'DE'] }),
    );
  });

  it('serve browsers with a cookie', async () => {
    const account = await openAccount();
    const cookie = await signIn(account);
    const fromApp = { ...cookie, origin: APP };
    const name = aName();

    await step('GET /account', async () => {
      const read = await readAccount(fromApp);
      expect(read).toHaveStatus(200);
      expect(read).toHaveJson({ id: account.id });
    });
    await step('PATCH /account', async () => {
      const changed = await subject.patch('/account', { headers: fromApp, json: { name } });
      expect(changed).toHaveStatus(200);
      expect(changed).toHaveJson({ name });
    });
    await step('DELETE /session', async () =>
      expect(await subject.delete('/session', { headers: fromApp })).toHaveStatus(204),
    );
    await step('GET /account afterwards', async () => expect(await readAccount(fromApp)).toHaveStatus(401));
  });
});
