import { connect } from 'node:net';
import { eventually, random, step, subject, upstream } from '@touchstone/kit';
import { aCommit, aName, PATIENCE_MS, report, untilCount, type Summary } from './hub.ts';
import { expectToStayFlat, largeTexts, repeat } from './memory.ts';

const chat = upstream('chat');

/** A follower that reads nothing behind the headers before it is told to. */
async function followSlowly(project: string) {
  const received: Buffer[] = [];
  const socket = connect({ host: '127.0.0.1', port: subject.port });
  // Whatever breaks is seen in what is missing.
  socket.on('error', () => undefined);
  socket.on('data', (bytes: Buffer) => received.push(bytes));
  socket.write(`GET /projects/${project}/stream HTTP/1.1\r\nhost: localhost\r\n\r\n`);
  const text = () => Buffer.concat(received).toString('latin1');
  await step('the headers of a stream', () =>
    eventually(() => expect(text()).toContain('\r\n\r\n'), PATIENCE_MS),
  );
  socket.pause();
  return {
    resume: () => void socket.resume(),
    close: () => void socket.destroy(),
    get bytes() {
      return received.reduce((sum, { length }) => sum + length, 0);
    },
    /** Of the builds so far. A chunk of HTTP may begin anywhere. */
    numbers: () =>
      [
        ...text()
          .replaceAll(/\r\n[0-9a-f]+\r\n/gi, '')
          .matchAll(/"number": ?(\d+)/g),
      ].map(([, number]) => Number(number)),
  };
}

describe('Waits', () => {
  const wait = (commits: string[], waitMs: number) =>
    subject.post('/waits', { json: { commits, waitMs }, timeoutMs: 15_000 });

  it('end with the first build of one of their commits', async () => {
    const [first, second, third] = [aCommit(), aCommit(), aCommit()];
    const answers = [
      wait([aCommit(), first], 10_000),
      wait([first, second], 10_000),
      wait([third, aCommit()], 10_000),
      ...Array.from({ length: 12 }, () => wait([aCommit(), third], 10_000)),
    ];
    await untilCount('/waits', 'waiting', answers.length);

    await report();
    const late = await report({ commit: third });
    await untilCount('/waits', 'waiting', 2);
    const early = await report({ commit: first });
    await report({ commit: second });

    const [one, two, ...others] = await Promise.all(answers);
    for (const answer of [one, two]) {
      expect(answer).toHaveStatus(200);
      await step('the build of a commit that two wait for', () => expect(answer!.json).toEqual(early));
    }
    for (const answer of others) {
      expect(answer).toHaveStatus(200);
      await step('the build of a commit that 13 wait for', () => expect(answer.json).toEqual(late));
    }
    await untilCount('/waits', 'waiting', 0);
  });

  it('end with 204 when no such build comes in time', async () => {
    const commit = aCommit();
    await report({ commit });
    const answer = wait([commit], 300);
    await report();
    expect(await answer).toHaveStatus(204);
  });

  it('leave nothing behind, answered or in vain', async () => {
    // What 4,000 commits weigh in a list or a set.
    const kib = 350;
    const others = JSON.stringify(Array.from({ length: 3999 }, () => aCommit())).slice(1);
    const send = (commit: string, waitMs: number) =>
      subject.post('/waits', {
        headers: { 'content-type': 'application/json' },
        body: `{"waitMs":${waitMs},"commits":["${commit}",${others}}`,
        timeoutMs: 15_000,
      });

    await expectToStayFlat({
      what: 'waits for 4,000 commits in vain',
      kib,
      run: (count) => repeat(count, async () => expect(await send(aCommit(), 1)).toHaveStatus(204)),
    });
    await expectToStayFlat({
      what: 'waits for 4,000 commits that were answered with a build',
      kib,
      run: async (count) => {
        for (let left = count; left > 0; left -= 24) {
          const commit = aCommit();
          const answers = Array.from({ length: Math.min(24, left) }, () => send(commit, 8000));
          await untilCount('/waits', 'waiting', answers.length);
          await report({ commit });
          for (const answer of await Promise.all(answers)) expect(answer).toHaveStatus(200);
        }
      },
    });
  });
});

describe('Streams', () => {
  const follow = (project: string) => subject.eventStream(`/projects/${project}/stream`);

  /** The next events; stops at the first that does not come. */
  const take = async (stream: Awaited<ReturnType<typeof follow>>, count: number) => {
    const events: { id: string; data: Summary & { log: string } }[] = [];
    while (events.length < count) {
      const event = await stream.next(PATIENCE_MS).catch(() => null);
      if (event === null) break;
      events.push({ id: event.id ?? '', data: JSON.parse(event.data) as Summary & { log: string } });
    }
    return events;
  };

  it('bring each build of the project to each follower, whoever else goes', async () => {
    const [project, other] = [aName(), aName()];
    const [ada, ben, cleo] = [await follow(project), await follow(project), await follow(other)];
    const log = random.sentence(2000);
    const builds = [
      await report({ project, log }),
      await report({ project: other, log }),
      await report({ project, log }),
    ];
    ben.close();
    for (let index = 0; index < 20; index += 1) builds.push(await report({ project, log }));

    for (const [stream, name] of [
      [ada, project],
      [cleo, other],
    ] as const) {
      const expected = builds.filter((build) => build.project === name);
      const events = await take(stream, expected.length);
      await step('the numbers of the builds that a follower was told', () =>
        expect(events.map(({ data }) => data.number)).toEqual(expected.map(({ number }) => number)),
      );
      await step('the events that a follower was told', () =>
        expect(events).toEqual(
          expected.map((build, index) => ({ id: String(index + 1), data: { ...build, log } })),
        ),
      );
    }
  });

  it('reach a follower that reads slowly, while nobody waits for it', async () => {
    const [project, kib, count] = [aName(), 256, 40];
    const log = `${random.word()}${'.'.repeat(kib * 1024)}`;
    const slow = await followSlowly(project);
    const builds: Summary[] = [];
    for (let index = 0; index < count; index += 1)
      await step('POST /builds while a follower of the project does not read', async () => {
        builds.push(await report({ project, log }));
      });

    slow.resume();

    await step(`KiB that the follower has read, of ${count} builds with logs of ${kib} KiB`, () =>
      eventually(
        () => expect(Math.floor(slow.bytes / 1024)).toBeGreaterThanOrEqual(count * kib),
        2 * PATIENCE_MS,
      ),
    );
    await step('the numbers of the builds that it was told', () =>
      eventually(() => expect(slow.numbers()).toEqual(builds.map(({ number }) => number)), PATIENCE_MS),
    );
    slow.close();
  });

  it('leave nothing behind of who has gone', async () => {
    const [kib, text] = [256, largeTexts(256)];
    const gone = 16;
    const project = aName();
    await expectToStayFlat({
      prepare: async () => {
        for (let index = 0; index < gone; index += 1) (await follow(project)).close();
      },
      what: `builds with long logs, after ${gone} followers of the project have gone`,
      // Each of them has its own bytes of each event, and bytes are half of what the text weighs.
      kib: (kib / 2) * gone,
      run: (count) => repeat(count, async () => void (await report({ project, log: text() }))),
    });
  });
});

describe('Releases', () => {
  const plan = async (notes: string, afterMs: number): Promise<string> => {
    const answer = await subject.post('/releases', { json: { notes, afterMs } });
    expect(answer).toHaveStatus(201);
    return (answer.json as { id: string }).id;
  };
  const cancel = (id: string) => subject.delete(`/releases/${id}`);
  const told = () => chat.requests.map(({ json }) => (json as { text: string }).text);

  it('are told once, by their first line', async () => {
    const tomorrow: string[] = [];
    for (let index = 0; index < 80; index += 1) tomorrow.push(await plan(random.sentence(), 86_400_000));
    const lines = Array.from({ length: 12 }, () => random.sentence());
    const ids: string[] = [];
    for (const line of lines)
      ids.push(await plan(`${line}\n\n${random.sentence(30)}`, random.integer(0, 200)));

    await step('what the chat was told, of 12 releases for now and 80 for tomorrow', () =>
      eventually(() => expect(told().sort()).toEqual([...lines].sort()), PATIENCE_MS),
    );
    const [request] = chat.requests;
    expect({ method: request!.method, path: request!.path }).toEqual({ method: 'POST', path: '/messages' });
    await step('cancelling one that was told', async () => expect(await cancel(ids[0]!)).toHaveStatus(404));
    for (const [index, id] of tomorrow.entries()) {
      await step(`cancelling number ${index + 1} of 80 for tomorrow`, async () =>
        expect(await cancel(id)).toHaveStatus(204),
      );
    }
  });

  it('are not told when they were cancelled', async () => {
    const [early, late] = [random.sentence(), random.sentence()];
    const id = await plan(early, 1000);
    await plan(late, 1300);
    expect(await cancel(id)).toHaveStatus(204);
    expect(await cancel(id)).toHaveStatus(404);
    await step('what the chat was told', () => eventually(() => expect(told()).toContain(late), PATIENCE_MS));
    await step('what the chat was told', () => expect(told()).toEqual([late]));
  });

  it('leave nothing behind, told or cancelled', async () => {
    const [kib, text] = [1024, largeTexts(1024)];
    await expectToStayFlat({
      what: 'releases with long notes that were told',
      kib,
      run: async (count) => {
        const before = chat.requests.length;
        await repeat(count, async () => void (await plan(`${random.sentence()}\n${text()}`, 0)));
        await step('how many releases the chat was told', () =>
          eventually(() => expect(chat.requests.length - before).toBe(count), 2 * PATIENCE_MS),
        );
      },
    });
    await expectToStayFlat({
      what: 'releases with long notes that were cancelled a day before their time',
      kib,
      run: (count) =>
        repeat(count, async () => expect(await cancel(await plan(text(), 86_400_000))).toHaveStatus(204)),
    });
  });
});
