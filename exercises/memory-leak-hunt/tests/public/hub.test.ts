import { load, random, subject, upstream } from '@touchstone/kit';

const MIB = 1024 * 1024;

async function report(log: string): Promise<number> {
  const answer = await subject.post('/builds', { json: { project: 'shop', commit: random.word(40), log } });
  expect(answer).toHaveStatus(201);
  return (answer.json as { number: number }).number;
}

const readMib = async () => Math.round((await subject.usage()).memoryBytes / MIB);

describe('Hub', () => {
  it('shows a build', async () => {
    const number = await report('compiled 214 files\nok');

    expect(await subject.get('/builds')).toHaveJson({ total: number, last: expect.any(Array) });
    expect((await subject.get(`/builds/${number}/log`)).text).toBe('compiled 214 files\nok');
  });

  it('asks once for a report that is read twice', async () => {
    upstream('coverage').respond(() => ({ text: 'main.ts 80 %\ntest.ts 100 %' }));
    const commit = random.word(40);

    expect(await subject.get(`/reports/${commit}?line=1`)).toHaveJson({ line: 'main.ts 80 %' });
    expect(await subject.get(`/reports/${commit}?line=2`)).toHaveJson({ line: 'test.ts 100 %' });

    expect(upstream('coverage').requests.length).toBe(1);
  });

  it('does not grow with builds that it no longer shows', async () => {
    const reportMany = (count: number) =>
      load(count, 4, () => report(random.word() + '.'.repeat(256 * 1024)));
    // What the program needs once, and the builds that it keeps by right.
    await reportMany(50);
    const before = await readMib();

    await reportMany(160);

    expect((await readMib()) - before).toBeLessThanOrEqual(24);
  });
});
