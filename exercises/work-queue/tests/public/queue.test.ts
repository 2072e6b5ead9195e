import { eventually, random, step, subject, upstream } from '@touchstone/kit';

const mail = upstream('mail');

const aLetter = () => ({ to: random.email(), subject: 'Your receipt', text: random.sentence() });

/** The bodies that the provider was sent for one address. */
const sentTo = (to: string) =>
  mail.requests.map(({ json }) => json as { to: string }).filter((body) => body.to === to);

describe('A receipt', () => {
  it('is taken and sent', async () => {
    const letter = aLetter();

    const answer = await subject.post('/jobs', { json: letter });

    expect(answer).toHaveStatus(202);
    expect(answer).toHaveJson({ id: expect.any(String), to: letter.to });
    await step('what the provider was sent', () =>
      eventually(() => expect(sentTo(letter.to)).toEqual([letter]), 5000),
    );
    const { id } = answer.json as { id: string };
    await step('GET /jobs/:id', () =>
      eventually(
        async () => expect(await subject.get(`/jobs/${id}`)).toHaveJson({ state: 'done', attempts: 1 }),
        5000,
      ),
    );
  });

  it('is sent again when the provider was ill', async () => {
    const letter = aLetter();
    mail.respond(() => ({ status: sentTo(letter.to).length === 1 ? 503 : 202 }));

    const answer = await subject.post('/jobs', { json: { ...letter, backoffMs: 200 } });
    const { id } = answer.json as { id: string };

    await step('GET /jobs/:id after a 503 and a 202', () =>
      eventually(
        async () =>
          expect(await subject.get(`/jobs/${id}`)).toHaveJson({
            state: 'done',
            attempts: 2,
            lastError: 'status 503',
          }),
        5000,
      ),
    );
  });

  it('is a dead letter when the provider refuses it', async () => {
    mail.respond(() => ({ status: 422 }));

    const answer = await subject.post('/jobs', { json: aLetter() });
    const { id } = answer.json as { id: string };

    await step('GET /dead', () =>
      eventually(async () => {
        const { jobs } = (await subject.get('/dead')).json as { jobs: { id: string }[] };
        expect(jobs.filter((job) => job.id === id)).toMatchObject([
          { state: 'dead', lastError: 'status 422' },
        ]);
      }, 5000),
    );
  });
});
