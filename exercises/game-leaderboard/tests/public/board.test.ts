import { random, services, step, subject, subjects } from '@touchstone/kit';

const WEEK = '2031-W07';

beforeEach(() => services.redis.reset());

/** Reports a result that has to be counted. */
async function report(player: string, points: number, instance = subject): Promise<void> {
  const answer = await instance.post('/results', {
    json: { id: random.uuid(), player, week: WEEK, points },
  });
  await step(`report ${points} points of ${player}`, () => {
    expect(answer).toHaveStatus(201);
    expect(answer).toHaveJson({ counted: true });
  });
}

describe('A first board', () => {
  it('shows who has the most points', async () => {
    await report('kim', 3900);
    await report('Zoe', 4200);

    const answer = await subject.get(`/weeks/${WEEK}/best`);

    expect(answer).toHaveStatus(200);
    expect(answer).toHaveJson({
      week: WEEK,
      board: 'best',
      players: 2,
      entries: [
        { rank: 1, player: 'Zoe', points: 4200 },
        { rank: 2, player: 'kim', points: 3900 },
      ],
    });
  });

  it('puts who reached the same points first higher', async () => {
    const [first, second] = subjects;
    await report('Adam_7', 4200, first);
    await report('Zoe', 4200, second);

    const answer = await subject.get(`/weeks/${WEEK}/best/players/Zoe`);

    expect(answer).toHaveStatus(200);
    expect(answer).toHaveJson({
      player: 'Zoe',
      rank: 2,
      points: 4200,
      neighbours: [
        { rank: 1, player: 'Adam_7', points: 4200 },
        { rank: 2, player: 'Zoe', points: 4200 },
      ],
    });
  });

  it('adds up the results of a player', async () => {
    await report('kim', 100);
    await report('kim', 250);

    const answer = await subject.get(`/weeks/${WEEK}/total/players/kim`);

    expect(answer).toHaveStatus(200);
    expect(answer).toHaveJson({ player: 'kim', rank: 1, points: 350 });
  });

  it('counts a result once that is sent twice', async () => {
    const result = { id: random.uuid(), player: 'kim', week: WEEK, points: 100 };
    const once = await subject.post('/results', { json: result });
    expect(once).toHaveStatus(201);

    const again = await subject.post('/results', { json: result });

    expect(again).toHaveStatus(200);
    expect(again).toHaveJson({ counted: false });
  });

  it('lets the keys of a week expire after 14 days', async () => {
    await report('kim', 100);

    const keys = (await services.redis.command('KEYS', `week:${WEEK}:*`)) as string[];

    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) {
      const seconds = await services.redis.command('TTL', key);
      await step(`TTL of ${key}`, () => expect(seconds).toBeGreaterThan(13 * 86_400));
    }
  });
});
