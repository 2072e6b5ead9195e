import { random, step } from '@touchstone/kit';
import {
  expectStatus,
  expectTokenNeeded,
  get,
  join,
  post,
  put,
  readProfile,
  remove,
  people,
} from './conduit.ts';

describe('Profiles', () => {
  it('shows a profile to everybody', async () => {
    const [ada, [ben]] = [await join(), await people(1)];
    const more = { bio: random.sentence(), image: `https://example.com/${random.word()}.png` };
    await put('/user', ada, { user: more });

    for (const viewer of [null, ben, ada]) {
      const answer = await get(`/profiles/${ada.username}`, viewer);
      expect(answer).toHaveStatus(200);
      expect(answer).toHaveJson({ profile: { username: ada.username, ...more, following: false } });
    }
  });

  it('follows and unfollows, for the one who asked', async () => {
    const [ada, ben, [cleo]] = [await join(), await join(), await people(1)];

    for (const time of ['first', 'second']) {
      await step(`follow for the ${time} time`, async () => {
        const answer = expectStatus(await post(`/profiles/${ada.username}/follow`, ben), 200, 201);
        expect(answer).toHaveJson({ profile: { username: ada.username, following: true } });
      });
    }
    const following = [
      await readProfile(ada, ben),
      await readProfile(ada, cleo),
      await readProfile(ada, null),
      await readProfile(ben, ada),
    ].map((profile) => profile.following);

    await step('following, as seen by the follower, by another, by nobody, and the other way round', () =>
      expect(following).toEqual([true, false, false, false]),
    );
    for (const time of ['first', 'second']) {
      await step(`unfollow for the ${time} time`, async () => {
        const answer = expectStatus(await remove(`/profiles/${ada.username}/follow`, ben), 200);
        expect(answer).toHaveJson({ profile: { username: ada.username, following: false } });
      });
    }
    await step('following afterwards', async () =>
      expect((await readProfile(ada, ben)).following).toBe(false),
    );
  });

  it('wants a token to follow, and knows who does not exist', async () => {
    const [[ada], nobody] = [await people(1), random.word(12)];

    await expectTokenNeeded([
      [post, `/profiles/${ada.username}/follow`],
      [remove, `/profiles/${ada.username}/follow`],
    ]);
    for (const [send, path] of [
      [get, `/profiles/${nobody}`],
      [post, `/profiles/${nobody}/follow`],
      [remove, `/profiles/${nobody}/follow`],
    ] as const) {
      expect(await send(path, ada)).toHaveStatus(404);
    }
  });
});
