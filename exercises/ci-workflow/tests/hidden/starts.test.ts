import { random, step } from '@touchstone/kit';
import { pullRequest, pushOfTag, pushTo } from './events.ts';
import { listTasks, play } from './play.ts';

const CHECKS = expect.arrayContaining(['lint', 'test']) as unknown;

describe('Starts when it should', () => {
  it('checks a pull request when it is opened or reopened and when a commit is added, from a fork as well', async () => {
    for (const isFork of [false, true]) {
      for (const action of ['opened', 'reopened', 'synchronize']) {
        await step(`pull_request, ${action}, from ${isFork ? 'a fork' : 'the repository'}`, () => {
          expect(listTasks(play(pullRequest({ action, isFork })))).toEqual(CHECKS);
        });
      }
    }
  });

  it('looks at a title again when it was edited', async () => {
    await step('pull_request, edited', () => {
      expect(listTasks(play(pullRequest({ action: 'edited', isFork: true })))).toContain('title');
    });
  });

  it('checks and deploys what is pushed to main', async () => {
    await step('push to main', () => {
      expect(listTasks(play(pushTo('main')))).toEqual(expect.arrayContaining(['deploy', 'lint', 'test']));
    });
  });

  it('runs nothing for pushes to other branches', async () => {
    for (const branch of [`feature/${random.word()}`, `main-${random.word()}`, random.word()]) {
      await step(`push to ${branch}`, () => {
        expect(play(pushTo(branch)).legs.map(({ job }) => job.id)).toEqual([]);
      });
    }
  });

  it('runs nothing for tags', async () => {
    const tag = `v${random.integer(1, 9)}.${random.integer(0, 9)}.0`;

    await step(`push of the tag ${tag}`, () => {
      expect(play(pushOfTag(tag)).legs.map(({ job }) => job.id)).toEqual([]);
    });
  });

  it('starts whichever files were changed', async () => {
    for (const file of ['README.md', `docs/${random.word()}.md`, `src/${random.word()}.ts`, 'package.json']) {
      await step(`a pull request that changes ${file}`, () => {
        expect(listTasks(play(pullRequest({ files: [file] })))).toEqual(CHECKS);
      });
      await step(`a push to main that changes ${file}`, () => {
        expect(listTasks(play(pushTo('main', [file])))).toEqual(CHECKS);
      });
    }
  });
});
