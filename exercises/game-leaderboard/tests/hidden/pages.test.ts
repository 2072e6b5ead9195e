import { load, random, services, step, subject, subjects } from '@touchstone/kit';
import { aPlayer, aResult, aWeek, ranked, report, send, somePlayers, type Entry } from './game.ts';

const { redis } = services;

beforeEach(() => redis.reset());

/** Plays a week in which all points differ. Gives its board, `best` and `total` being the same. */
async function playWeek(week: string, count: number): Promise<Entry[]> {
  const steps = random.integer(100, 1000);
  const points = random.shuffle(Array.from({ length: count }, (_, index) => (index + 1) * steps));
  const results = somePlayers(count).map((player, index) =>
    aResult({ week, player, points: points[index]! }),
  );
  for (const [index, result] of results.entries()) await report(result, subjects[index % 2]);
  return ranked(new Map(results.map(({ player, points: of }) => [player, of])));
}

async function readSentBytes(): Promise<number> {
  const stats = String(await redis.command('INFO', 'stats'));
  return Number(/total_net_output_bytes:(\d+)/.exec(stats)?.[1]);
}

describe('Pages and neighbours', () => {
  it('show a board page by page', async () => {
    const week = aWeek();
    const entries = await playWeek(week, 12);

    for (const [query, shown] of [
      ['', entries.slice(0, 10)],
      ['?offset=0&limit=5', entries.slice(0, 5)],
      ['?offset=5&limit=5', entries.slice(5, 10)],
      ['?offset=10&limit=5', entries.slice(10)],
      ['?limit=1', entries.slice(0, 1)],
      ['?offset=11', entries.slice(11)],
      ['?offset=12&limit=100', []],
    ] as const) {
      const answer = await subject.get(`/weeks/${week}/best${query}`);
      await step(`page “${query}” of 12 players`, () => {
        expect(answer).toHaveStatus(200);
        expect(answer).toHaveJson({ week, board: 'best', players: 12, entries: shown });
      });
    }
  });

  it('show a player between the neighbours, at both ends as well', async () => {
    const week = aWeek();
    const entries = await playWeek(week, 7);

    for (const [rank, query, above, below] of [
      [4, '', 2, 2],
      [4, '?around=1', 1, 1],
      [4, '?around=0', 0, 0],
      [4, '?around=10', 3, 3],
      [1, '', 0, 2],
      [2, '', 1, 2],
      [6, '?around=3', 3, 1],
      [7, '', 2, 0],
    ] as const) {
      const mine = entries[rank - 1]!;
      const answer = await subject.get(`/weeks/${week}/total/players/${mine.player}${query}`);
      await step(`player ${rank} of 7, “${query}”`, () => {
        expect(answer).toHaveStatus(200);
        expect(answer).toHaveJson({ ...mine, neighbours: entries.slice(rank - 1 - above, rank + below) });
      });
    }
  });

  it('are refused when nobody can know what is meant', async () => {
    const week = aWeek();
    const result = aResult({ week });
    await report(result);
    const board = `/weeks/${week}/best`;
    const mine = `${board}/players/${result.player}`;

    for (const [path, status] of [
      [`${board}?limit=0`, 400],
      [`${board}?limit=101`, 400],
      [`${board}?limit=ten`, 400],
      [`${board}?limit=2.5`, 400],
      [`${board}?offset=-1`, 400],
      [`${board}?offset=1000000001`, 400],
      [`${mine}?around=-1`, 400],
      [`${mine}?around=11`, 400],
      ['/weeks/2031-W54/best', 400],
      [`/weeks/today/best/players/${result.player}`, 400],
      [`/weeks/${week}/worst`, 404],
      [`/weeks/${week}/worst/players/${result.player}`, 404],
      [`${board}/players/${aPlayer()}`, 404],
      [`${board}/players/${result.player.toUpperCase()}`, 404],
    ] as const) {
      const answer = await subject.get(path);
      await step(`GET ${path}`, () => {
        expect(answer).toHaveStatus(status);
        expect(answer).toHaveJson({ error: expect.any(String) });
      });
    }
  });

  it('read no more of a long board than they show', async () => {
    const week = aWeek();
    const players = Array.from({ length: 200 }, (_, index) => `${random.word(28)}-${index}`);
    const answers = await load(players.length, 8, (index) =>
      send(aResult({ week, player: players[index]! }), subjects[index % 2]),
    );
    await step('200 results of 200 players', () =>
      expect(answers.values.filter(({ status }) => status === 201)).toHaveLength(200),
    );

    const before = await readSentBytes();
    for (let read = 0; read < 10; read += 1) {
      const page = await subject.get(`/weeks/${week}/best?offset=${random.integer(0, 190)}&limit=3`);
      await step('a page of three players out of 200', () => expect(page).toHaveStatus(200));
      const player = await subject.get(`/weeks/${week}/total/players/${random.pick(players)}?around=1`);
      await step('one player of 200', () => expect(player).toHaveStatus(200));
    }
    const sent = (await readSentBytes()) - before;

    // The whole board, twenty times, is some 200 000 bytes; what is shown, some 5 000.
    await step('bytes that Redis sent for ten pages of three players and ten players, of 200', () =>
      expect(sent).toBeLessThan(60_000),
    );
  });
});
