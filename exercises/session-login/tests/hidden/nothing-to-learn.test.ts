import { step, type HttpResponse } from '@touchstone/kit';
import { anAddress, aPassword, login, post, register, type User } from './browser.ts';

const ROUNDS = 5;

/** What may be seen of an answer, but for the time of day. */
function visible({ status, headers, text }: HttpResponse) {
  const { date: _date, ...rest } = headers;
  return { status, headers: rest, text };
}

const median = (values: number[]) =>
  values.sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;

const attempt = (email: string) => post('/login', { email, password: aPassword() });

describe('Nothing to learn', () => {
  let user: User;
  beforeEach(async () => {
    user = await register();
  });

  it('answers an unknown address like a wrong password', async () => {
    const wrong = await attempt(user.email);
    const unknown = await attempt(anAddress());

    expect(wrong).toHaveStatus(401);
    await step('the answer to an unknown address, compared with that to a wrong password', () =>
      expect(visible(unknown)).toEqual(visible(wrong)),
    );
  });

  it('answers the registration of a taken address like any other', async () => {
    const taken = await post('/users', { email: user.email, password: aPassword() });
    const free = await post('/users', { email: anAddress(), password: aPassword() });

    expect(free).toHaveStatus(202);
    await step('the answer for a taken address, compared with that for a free one', () =>
      expect(visible(taken)).toEqual(visible(free)),
    );
    await login(user);
  });

  it('takes its time for an unknown address, too', async () => {
    await attempt(user.email);
    const wrong: number[] = [];
    const unknown: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      wrong.push((await attempt(user.email)).durationMs);
      unknown.push((await attempt(anAddress())).durationMs);
    }

    // The statement asks for a half; the rest, and two milliseconds on both sides, is room for a slow machine.
    await step('the time for an unknown address, as a share of that for a wrong password', () =>
      expect((median(unknown) + 2) / (median(wrong) + 2)).toBeGreaterThan(0.35),
    );
  });
});
