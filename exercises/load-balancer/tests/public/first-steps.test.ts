import { eventually, random, step, subject, upstream } from '@touchstone/kit';

const backEnds = { red: upstream('red'), green: upstream('green'), blue: upstream('blue') };
const { red } = backEnds;

/** Back ends of an earlier test may be out until they have passed two checks. */
beforeEach(() => subject.restart());

beforeEach(() => {
  for (const [name, backEnd] of Object.entries(backEnds)) backEnd.respond(() => ({ json: { by: name } }));
});

/** Who answers a number of requests, one after the other. */
async function askInTurn(times: number): Promise<string[]> {
  const names: string[] = [];
  for (let i = 0; i < times; i += 1) {
    const answer = await subject.get('/orders/7');
    expect(answer).toHaveStatus(200);
    names.push((answer.json as { by: string }).by);
  }
  return names;
}

describe('Load balancer', () => {
  it('gives each back end every third request', async () => {
    const names = await askInTurn(6);

    await step('who answered 6 requests', () =>
      expect([...names].sort()).toEqual(['blue', 'blue', 'green', 'green', 'red', 'red']),
    );
  });

  it('passes a POST on, with its body and its Host', async () => {
    const path = `/orders/${random.word()}?express=yes`;
    const body = random.sentence();

    await subject.post(path, { body, headers: { host: 'shop.example' } });

    const asked = Object.values(backEnds).flatMap(({ requests }) =>
      requests.filter((one) => one.path === path),
    );
    expect(asked.map((one) => [one.method, one.headers['host'], one.body])).toEqual([
      ['POST', 'shop.example', body],
    ]);
  });

  it('sends a POST to another back end when one refuses the connection', async () => {
    await red.stop();

    for (let i = 1; i <= 3; i += 1)
      await step(`POST ${i} of 3 while red is down`, async () =>
        expect(await subject.post('/orders', { body: 'one book' })).toHaveStatus(200),
      );
  });

  it('sends nothing to a back end that has failed three checks', async () => {
    let checks = 0;
    red.respond(({ path }) => {
      if (path !== '/health') return { json: { by: 'red' } };
      checks += 1;
      return { status: 500 };
    });

    await step('checks of red', () => eventually(() => expect(checks).toBeGreaterThan(3), 5000));

    await step('who answered 6 requests after that', async () =>
      expect(await askInTurn(6)).not.toContain('red'),
    );
  });
});
