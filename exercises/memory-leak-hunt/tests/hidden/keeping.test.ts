import { random, step, subject, upstream } from '@touchstone/kit';
import { aCommit, aName, listBuilds, report, untilCount, type Summary } from './hub.ts';
import { expectToStayFlat, largeTexts, repeat } from './memory.ts';

const [coverage, scanner, wiki] = [upstream('coverage'), upstream('scanner'), upstream('wiki')];

describe('Builds', () => {
  it('shows the last thirty, with their logs, and counts them all', async () => {
    const { total } = await listBuilds();
    const logs = Array.from({ length: 40 }, () => `${random.sentence()}\n${random.sentence()}`);
    const reported: Summary[] = [];
    for (const log of logs) reported.push(await report({ log }));

    await step('the numbers of 40 builds', () =>
      expect(reported.map(({ number }) => number)).toEqual(logs.map((_, index) => total + index + 1)),
    );
    await step('GET /builds after 40 more builds', async () =>
      expect(await listBuilds()).toEqual({ total: total + 40, last: reported.slice(10).toReversed() }),
    );
    for (const index of [10, 25, 39]) {
      const answer = await subject.get(`/builds/${reported[index]!.number}/log`);
      expect(answer).toHaveStatus(200);
      await step('the log', () => expect(answer.text).toBe(logs[index]));
    }
    expect(await subject.get(`/builds/${reported[9]!.number}/log`)).toHaveStatus(404);
  });

  it('lets go of older ones', async () => {
    const [kib, text] = [256, largeTexts(256)];
    await expectToStayFlat({
      what: 'builds with long logs',
      kib,
      run: (count) => repeat(count, async () => void (await report({ log: text() }))),
    });
  });
});

/** Lines that tell which report and which line they are. */
const aReport = (commit: string): string =>
  Array.from({ length: 12 }, (_, index) => `${commit} ${index + 1} ${random.word()}`).join('\n');

async function readReport(commit: string, text: string): Promise<void> {
  const line = random.integer(1, 12);
  expect(await subject.get(`/reports/${commit}?line=${line}`)).toHaveJson({
    line: text.split('\n')[line - 1],
  });
}

describe('Reports', () => {
  it('asks once for each of the twenty that were used last', async () => {
    const reports = new Map(
      Array.from({ length: 30 }, () => aCommit()).map((commit) => [commit, aReport(commit)]),
    );
    coverage.respond(({ path }) => ({ text: reports.get(path.split('/').at(-1)!) ?? '' }));
    const commits = [...reports.keys()];
    const readAll = async (some: string[]) => {
      for (const commit of some) await readReport(commit, reports.get(commit)!);
    };
    const asked = () => coverage.requests.map(({ path }) => commits.indexOf(path.split('/').at(-1)!));
    const numbers = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => from + index);

    const again = random.shuffle(commits.slice(0, 20));
    await readAll([...commits.slice(0, 20), ...again]);
    await step('reports that the coverage service was asked for when 20 were read twice', () =>
      expect(asked()).toEqual(numbers(0, 20)),
    );

    // Five that were not used for longest are used once more, so that the ten behind them have to go for ten new ones.
    const reused = again.slice(0, 5);
    await readAll([...reused, ...commits.slice(20, 30)]);
    await step('… when five of them and then ten others were read', () =>
      expect(asked()).toEqual(numbers(0, 30)),
    );
    await readAll(random.shuffle([...reused, ...again.slice(15), ...commits.slice(20, 30)]));
    await step('… when the 20 that were used last were read again', () =>
      expect(asked()).toEqual(numbers(0, 30)),
    );
  });

  it('lets go of those that were not used for long', async () => {
    const [kib, text] = [256, largeTexts(256)];
    coverage.respond(() => ({ headers: { 'content-type': 'text/plain; charset=utf-8' }, text: text() }));
    await expectToStayFlat({
      what: 'long reports',
      kib,
      run: (count) =>
        repeat(count, async () =>
          expect(await subject.get(`/reports/${aCommit()}?line=2`)).toHaveJson({ line: expect.any(String) }),
        ),
    });
  });
});

describe('Checks', () => {
  const check = (source: string) => subject.post('/checks', { json: { source }, timeoutMs: 8000 });

  it('asks once about a source that is checked several times at once', async () => {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    scanner.respond(async ({ path }) => {
      await released;
      return { json: { verdict: path.slice(-6) } };
    });
    const [source, other] = [random.sentence(20), random.sentence(20)];

    const answers = [source, other, source, source].map(check);
    await untilCount('/checks', 'running', 4);
    release();

    const verdicts = (await Promise.all(answers)).map(
      (answer) => (answer.json as { verdict: unknown }).verdict,
    );
    await step('how often the scanner was asked', () => expect(scanner.requests.length).toBe(2));
    await step('the verdicts on one source', () =>
      expect([verdicts[2], verdicts[3]]).toEqual([verdicts[0], verdicts[0]]),
    );
    await step('whether another source has its own verdict', () => expect(verdicts[1]).not.toBe(verdicts[0]));
    await untilCount('/checks', 'running', 0);
  });

  it('asks again about a source once it is answered, also when that failed', async () => {
    const source = random.sentence(20);
    scanner.respond(() => ({ status: 503 }));
    expect(await check(source)).toHaveStatus(502);
    scanner.respond(() => ({ json: { verdict: 'clean' } }));
    expect(await check(source)).toHaveJson({ verdict: 'clean' });
    scanner.respond(() => ({ json: { verdict: 'infected' } }));
    expect(await check(source)).toHaveJson({ verdict: 'infected' });
  });

  it('lets go of sources that the scanner gave no verdict on', async () => {
    const [kib, text] = [512, largeTexts(512)];
    scanner.respond(() => ({ status: 503 }));
    await expectToStayFlat({
      what: 'checks of long sources, while the scanner answers 503',
      kib,
      run: (count) => repeat(count, async () => expect(await check(text())).toHaveStatus(502)),
    });
  });
});

describe('Titles', () => {
  it('are known of pages that were looked at', async () => {
    const pages = Array.from({ length: 150 }, () => ({
      name: aName(),
      title: `${random.sentence(5)} «${random.word()}»`,
    }));
    const titles = new Map(pages.map(({ name, title }) => [name, title]));
    wiki.respond(({ path }) => ({
      headers: { 'content-type': 'text/html; charset=utf-8' },
      text: `<html><head><title> ${titles.get(path.split('/').at(-1)!)} </title></head><body>…</body></html>`,
    }));
    await repeat(pages.length, async (index) =>
      expect(await subject.get(`/pages/${pages[index]!.name}`)).toHaveJson({ title: pages[index]!.title }),
    );

    await repeat(pages.length, async (index) =>
      expect(await subject.get(`/titles/${pages[index]!.name}`)).toHaveJson({ title: pages[index]!.title }),
    );
    expect(await subject.get(`/titles/${aName()}`)).toHaveStatus(404);
    await step('how often the wiki was asked', () => expect(wiki.requests.length).toBe(pages.length));
  });

  it('are all that stays of a page', async () => {
    const [kib, text] = [512, largeTexts(512)];
    wiki.respond(() => ({
      headers: { 'content-type': 'text/html; charset=utf-8' },
      text: `<html><head><title>${random.sentence(8)}</title></head><body>${text()}</body></html>`,
    }));
    await expectToStayFlat({
      what: 'long pages',
      kib,
      run: (count) =>
        repeat(count, async () =>
          expect(await subject.get(`/pages/${aName()}`)).toHaveJson({ title: expect.any(String) }),
        ),
    });
  });
});
