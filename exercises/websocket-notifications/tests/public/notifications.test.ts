import { random, subjects, type SubjectInstance } from '@touchstone/kit';

const [first, second] = subjects as readonly [SubjectInstance, SubjectInstance];
const aRoom = () => `m-${random.word()}`;

async function enter(instance: SubjectInstance, room: string, user: string, after?: string) {
  const socket = await instance.webSocket(`/live?user=${user}`);
  await socket.sendJson({ type: 'join', room, after });
  const answer = await socket.next(4000);
  expect(answer.json).toMatchObject({ type: 'joined', room, gap: false });
  return socket;
}

async function publish(instance: SubjectInstance, room: string, text: string): Promise<string> {
  const answer = await instance.post(`/rooms/${room}/messages`, { json: { text } });
  expect(answer).toHaveStatus(201);
  return (answer.json as { id: string }).id;
}

describe('Notifications', () => {
  it('answers who joins', async () => {
    await enter(first, aRoom(), 'anna');
  });

  it('brings a message to the other instance', async () => {
    const room = aRoom();
    const anna = await enter(second, room, 'anna');

    const id = await publish(first, room, 'Helicopter at 14:10');

    expect((await anna.next(4000)).json).toEqual({ type: 'message', room, id, text: 'Helicopter at 14:10' });
  });

  it('brings what was missed', async () => {
    const room = aRoom();
    const seen = await publish(first, room, 'Helicopter at 14:10');
    await publish(first, room, 'Fog. No helicopter.');

    const anna = await enter(second, room, 'anna', seen);

    expect((await anna.next(4000)).json).toMatchObject({ type: 'message', text: 'Fog. No helicopter.' });
  });

  it('tells who comes and who goes', async () => {
    const room = aRoom();
    const anna = await enter(first, room, 'anna');

    const ben = await enter(second, room, 'ben');
    expect((await anna.next(4000)).json).toEqual({ type: 'presence', room, user: 'ben', online: true });

    await ben.close();
    expect((await anna.next(4000)).json).toEqual({ type: 'presence', room, user: 'ben', online: false });
  });
});
