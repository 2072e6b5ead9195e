import { random, rawConnection, step, subject } from '@touchstone/kit';

describe('A client', () => {
  it('reads the notes', async () => {
    const response = await subject.get('/notes');

    expect(response).toHaveStatus(200);
    expect(response).toHaveHeader('content-type', /^application\/json/);
    await step('the body', () => expect(response.json).toEqual(expect.any(Array)));
  });

  it('stores a note and finds it again', async () => {
    const text = `${random.sentence(4)} – 灯台`;

    const stored = await subject.post('/notes', { body: Buffer.from(text) });
    expect(stored).toHaveStatus(201);
    expect(stored).toHaveJson({ id: expect.any(String), text });

    const { id } = stored.json as { id: string };
    expect(stored).toHaveHeader('location', `/notes/${id}`);
    expect(await subject.get(`/notes/${id}`)).toHaveJson({ id, text });
  });

  it('sends two requests on one connection, the second one in two pieces', async () => {
    const connection = await rawConnection();
    const request = 'POST /echo HTTP/1.1\r\nHost: lighthouse.example\r\nContent-Length: 5\r\n\r\nhello';
    const answers = (received: string) => received.split('hello').length - 1;

    await connection.write(request);
    await step('the answer to the first one', () => connection.until((received) => answers(received) === 1));
    await connection.write(request.slice(0, 30));
    await subject.get('/notes'); // somebody else is answered meanwhile
    await connection.write(request.slice(30));
    await step('the answer to the second one', () => connection.until((received) => answers(received) === 2));
  });

  it('gets 400 for a request without Host, and the connection is closed', async () => {
    const connection = await rawConnection();

    await connection.write('GET /notes HTTP/1.1\r\n\r\n');

    const received = await connection.until(() => connection.closed);
    await step('the status line', () => expect(received.split('\r\n')[0]).toMatch(/^HTTP\/1\.1 400 /));
  });
});
