import { random, subject } from '@touchstone/kit';

const aMatch = () => `match-${random.word()}`;

async function report(match: string, kind: string, text: string): Promise<string> {
  const answer = await subject.post(`/matches/${match}/entries`, { json: { kind, text } });
  expect(answer).toHaveStatus(201);
  return (answer.json as { id: string }).id;
}

describe('Ticker', () => {
  it('sends what is reported to who follows', async () => {
    const match = aMatch();
    const stream = await subject.eventStream(`/matches/${match}/stream`);

    const id = await report(match, 'goal', '1:0, Petersen');

    const { id: sent, event, data } = await stream.next(4000);
    expect({ id: sent, event, data }).toEqual({ id, event: 'goal', data: '1:0, Petersen' });
  });

  it('sends a text of two lines as one event', async () => {
    const match = aMatch();
    const stream = await subject.eventStream(`/matches/${match}/stream`);

    await report(match, 'note', 'Half-time.\nSausages are out.');

    expect((await stream.next(4000)).data).toBe('Half-time.\nSausages are out.');
  });

  it('goes on behind the last event that came', async () => {
    const match = aMatch();
    const seen = await report(match, 'goal', '1:0');
    await report(match, 'goal', '2:0');

    const stream = await subject.eventStream(`/matches/${match}/stream`, { lastEventId: seen });

    expect((await stream.next(4000)).data).toBe('2:0');
  });
});
