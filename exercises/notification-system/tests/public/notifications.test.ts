import { random, subjects, type SubjectInstance } from '@touchstone/kit';

const [first, second] = subjects as readonly [SubjectInstance, SubjectInstance];
const aUser = () => `anna-${random.word()}`;
const PATIENCE_MS = 4000;

async function connect(instance: SubjectInstance, user: string, device = 'phone') {
  const socket = await instance.webSocket(`/live?user=${user}&device=${device}`);
  const hello = await socket.next(PATIENCE_MS);
  expect(hello.json).toEqual({ type: 'hello', unread: expect.any(Array) });
  return socket;
}

async function publish(user: string, text: string): Promise<string> {
  const json = { key: random.uuid(), topic: 'loans', text, users: [user] };
  const answer = await first.post('/notifications', { json });
  expect(answer).toHaveStatus(201);
  return (answer.json as { id: string }).id;
}

describe('Notifications', () => {
  it('greets a device', async () => {
    await connect(first, aUser());
  });

  it('brings a notification to a device on the other instance', async () => {
    const user = aUser();
    const phone = await connect(second, user);

    const id = await publish(user, '“Momo” is due on Friday.');

    expect((await phone.next(PATIENCE_MS)).json).toEqual({
      type: 'notification',
      id,
      topic: 'loans',
      text: '“Momo” is due on Friday.',
      read: false,
    });
  });

  it('brings again what was not acknowledged', async () => {
    const user = aUser();
    const ids = [await publish(user, '“Momo” has arrived.'), await publish(user, '“Momo” is due on Friday.')];
    const phone = await connect(first, user);
    await phone.sendJson({ type: 'ack', ids: [ids[0]] });
    await phone.until(({ json }) => (json as { type?: unknown }).type === 'acked', PATIENCE_MS);
    await phone.close();

    const back = await connect(second, user);

    expect((await back.next(PATIENCE_MS)).json).toMatchObject({ type: 'notification', id: ids[1] });
  });

  it('tells the laptop what was read on the phone', async () => {
    const user = aUser();
    const ids = [await publish(user, '“Momo” has arrived.')];
    const phone = await connect(first, user);
    const laptop = await connect(second, user, 'laptop');

    await phone.sendJson({ type: 'read', ids });

    const isRead = ({ json }: { json: unknown }) => (json as { type?: unknown }).type === 'read';
    expect((await laptop.until(isRead, PATIENCE_MS)).json).toEqual({ type: 'read', ids });
    expect(await first.get(`/users/${user}/inbox`)).toHaveJson({ unread: 0 });
  });
});
