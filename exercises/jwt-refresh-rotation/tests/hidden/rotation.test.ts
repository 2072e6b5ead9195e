import { random, sleep, step } from '@touchstone/kit';
import { BURST, postAtOnce } from './post-at-once.ts';
import {
  expectAccepted,
  expectRefused,
  expectUsedUp,
  login,
  pushKey,
  refresh,
  rotate,
  type Pair,
} from './vault.ts';

beforeEach(() => pushKey());

describe('Rotation', () => {
  it('answers a refresh token with the next pair, again and again', async () => {
    let pair = await login({ accessSeconds: 60 });
    const seen = [pair.refreshToken];

    for (let turn = 1; turn <= 4; turn += 1) {
      const answer = await refresh(pair.refreshToken);
      await step(`refresh number ${turn}`, () => {
        expect(answer).toHaveStatus(200);
        expect(answer).toHaveJson({ tokenType: 'Bearer', expiresIn: 60, refreshToken: expect.any(String) });
      });
      pair = answer.json as typeof pair;
      seen.push(pair.refreshToken);
      await expectAccepted('the new access token', pair.accessToken);
    }
    await step('different refresh tokens among five', () => expect(new Set(seen).size).toBe(5));
  });

  it('refuses a refresh token that was used before', async () => {
    const { refreshToken } = await login();
    await rotate(refreshToken);

    await expectUsedUp('a token that was used before', refreshToken);
  });

  it('ends the session when a used refresh token comes again', async () => {
    const first = await login();
    const second = await rotate(first.refreshToken);
    const third = await rotate(second.refreshToken);

    await expectUsedUp('a token that was used before', second.refreshToken);

    await expectUsedUp('the newest token, after the reuse of an old one', third.refreshToken);
  });

  it('ends the access tokens of a session with it', async () => {
    const first = await login();
    const second = await rotate(first.refreshToken);
    await expectAccepted('the older access token, before the reuse', first.accessToken);

    await expectUsedUp('a token that was used before', first.refreshToken);

    await expectRefused('the older access token of the ended session', first.accessToken);
    await expectRefused('the newest access token of the ended session', second.accessToken);
  });

  it('leaves the other sessions of the user alone when one is ended', async () => {
    const user = random.word();
    const [stolen, other] = [await login({ user }), await login({ user })];
    await rotate(stolen.refreshToken);
    await expectUsedUp('a token that was used before', stolen.refreshToken);

    await expectAccepted('the access token of another session', other.accessToken);
    await rotate(other.refreshToken);
  });

  it('knows a used refresh token again however often the session was refreshed since', async () => {
    const first = await login();
    let newest = first;
    for (let turn = 0; turn < 30; turn += 1) newest = await rotate(newest.refreshToken);

    await expectUsedUp('the first token, 30 refreshes later', first.refreshToken);

    await expectUsedUp('the newest token, after the reuse of the first', newest.refreshToken);
  });

  it('gives one pair for one refresh token that arrives many times at once', async () => {
    for (let round = 1; round <= 2; round += 1) {
      const { refreshToken } = await login();

      const answers = await postAtOnce('/tokens/refresh', Array<object>(BURST).fill({ refreshToken }));

      await step(`answers to one refresh token, sent ${BURST} times at once`, () => {
        const statuses = answers.map(({ status }) => status).sort();
        expect(statuses).toEqual([200, ...Array<number>(BURST - 1).fill(401)]);
      });
      const winner = answers.find(({ status }) => status === 200)?.json as Pair;
      await expectUsedUp('the token that the winner got', winner.refreshToken);
    }
  });

  it('refuses a refresh token of nobody', async () => {
    await login();

    await expectUsedUp('a token of nobody', random.word(43));
  });

  it('ends a session when its time is over, however often it was refreshed', async () => {
    const startedAt = Date.now();
    const first = await login({ refreshSeconds: 4 });
    await sleep(1500);
    const second = await rotate(first.refreshToken);
    const third = await rotate(second.refreshToken);

    await sleep(startedAt + 4900 - Date.now());

    await expectUsedUp('the newest token, after refreshSeconds', third.refreshToken);
    await expectRefused('the newest access token, after refreshSeconds', third.accessToken);
  });
});
