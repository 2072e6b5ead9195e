import { random, step } from '@touchstone/kit';
import {
  get,
  join,
  open,
  readNumbers,
  readPerson,
  saveProfile,
  searchPath,
  storeTicket,
  type Person,
} from './desk.ts';

/** Makes somebody an agent, if it is ever run. */
const promotion = ({ name }: Person) => `UPDATE users SET role = 'agent' WHERE name = '${name}'`;

async function expectStillTenant(person: Person): Promise<void> {
  const { role } = await readPerson(person);
  await step('the role of the tenant who asked', () => expect(role).toBe('tenant'));
}

describe('Reading the database', () => {
  it('finds text with apostrophes and other signs as it is', async () => {
    const ada = await join();
    const tail = random.word();
    // Each beside something that it must not find.
    for (const [text, decoy] of [
      ["O'Brien", 'OBrien'],
      ["''", "'"],
      ['100%', '1000'],
      ['a_b', 'axb'],
      ['C:\\temp\\new', 'C:tempnew'],
      ['5 -- 3', '5'],
      ['a; b', 'a b'],
      ['"both"', 'both'],
      ['$1 and %s', '1 and s'],
      ['<b> & </b>', 'b & b'],
    ] as const) {
      const word = random.word(10);
      const id = await storeTicket(ada, { subject: `${word} ${text} ${tail}` });
      const body = await storeTicket(ada, { body: `${tail} ${word} ${text}`, minutesAgo: 1 });
      await storeTicket(ada, { subject: `${word} ${decoy} ${tail}` });

      await step(`tickets found by “${text}”`, async () =>
        expect(await readNumbers(ada, searchPath(`${word.toUpperCase()} ${text}`))).toEqual([id, body]),
      );
    }
  });

  it('takes a search for text, whatever stands in it', async () => {
    const [ada, ben] = [await join(), await join()];
    await storeTicket(ben);
    await storeTicket(ada);
    const change = promotion(ada);
    const secrets = 'SELECT id, door_code, name FROM users';
    for (const text of [
      `' OR '1'='1`,
      `' OR 1=1 --`,
      `%' OR true --`,
      `') OR true --`,
      `')) > 0 OR true --`,
      `')) > 0 UNION ${secrets} --`,
      `' UNION ${secrets} --`,
      `\\' OR true --`,
      `\\')) > 0 OR true --`,
      `'/**/OR/**/1=1/**/--`,
      `' || (SELECT string_agg(door_code, ',') FROM users) || '`,
      `'; ${change}; --`,
      `')) > 0; ${change}; --`,
      `\\')) > 0; ${change}; --`,
      `$$; ${change}; --`,
    ]) {
      const id = await storeTicket(ada, { subject: text });
      await step(`tickets found by ${text}`, async () =>
        expect(await readNumbers(ada, searchPath(text))).toEqual([id]),
      );
    }
    await expectStillTenant(ada);
  });

  it('sorts by each of the three columns, in both directions', async () => {
    const ada = await join();
    const [first, second, third] = [
      await storeTicket(ada, { subject: `c${random.word()}`, status: 'open', minutesAgo: 30 }),
      await storeTicket(ada, { subject: `a${random.word()}`, status: 'closed', minutesAgo: 20 }),
      await storeTicket(ada, { subject: `b${random.word()}`, status: 'open', minutesAgo: 10 }),
    ];
    for (const [query, expected] of [
      ['', [third, second, first]],
      ['?sort=created', [third, second, first]],
      ['?sort=created&order=asc', [first, second, third]],
      ['?sort=subject&order=asc', [second, third, first]],
      ['?order=desc&sort=subject', [first, third, second]],
      ['?sort=status&order=asc', [second, first, third]],
      ['?sort=status&order=desc', [first, third, second]],
      ['?order=asc', [first, second, third]],
    ] as const) {
      await step(`tickets of /tickets${query}`, async () =>
        expect(await readNumbers(ada, `/tickets${query}`)).toEqual(expected),
      );
    }
  });

  it('refuses every other column and direction', async () => {
    const [ada, ben] = [await join(), await join()];
    const [own] = [await storeTicket(ada), await storeTicket(ben)];
    const change = promotion(ada);
    const guess = `(CASE WHEN (SELECT door_code FROM users WHERE name = '${ben.name}') > '5' THEN subject ELSE status END)`;
    const sorts = [
      guess,
      `subject, ${guess}`,
      `subject ASC, ${guess}`,
      `subject; ${change}; --`,
      `created DESC; ${change}; --`,
      'subject --',
      '(SELECT 1)',
      'owner_id',
      'door_code',
      'constructor',
      'toString',
      '__proto__',
    ];
    const orders = [
      `asc, ${guess}`,
      `desc, ${guess}`,
      `desc; ${change}; --`,
      `asc NULLS FIRST, ${guess} DESC`,
      'desc --',
      'sideways',
      'constructor',
    ];
    for (const [name, values] of [
      ['sort', sorts],
      ['order', orders],
    ] as const) {
      for (const value of values) {
        await step(`${name}=${value}`, async () =>
          expect(await get(ada, `/tickets?${name}=${encodeURIComponent(value)}`)).toHaveStatus(400),
        );
      }
    }
    await expectStillTenant(ada);
    await step('the list afterwards', async () => expect(await readNumbers(ada, '/tickets')).toEqual([own]));
  });

  it('takes nothing but a number for the number of a ticket', async () => {
    const [ada, ben] = [await join(), await join()];
    const [own, other] = [await storeTicket(ada), await storeTicket(ben)];
    for (const id of [
      `0 OR true --`,
      `0 OR t.id = ${other} --`,
      `0 OR t.id = ${other} OR false`,
      `0) OR (1=1`,
      `-1 UNION SELECT id, door_code, name, role, house, website, door_code FROM users --`,
      `(SELECT max(id) FROM tickets) --`,
      `0; ${promotion(ada)}; --`,
      `0 OR pg_sleep(0) IS NOT NULL --`,
      '99999999999999999999',
      String(other),
    ]) {
      await step(`the page of ticket ${id}`, async () =>
        expect(await get(ada, `/tickets/${encodeURIComponent(id)}`)).toHaveStatus(404),
      );
    }
    await expectStillTenant(ada);
    await open(ada, `/tickets/${own}`);
  });

  it("lists the tickets of one's house, whatever it is called", async () => {
    const [ada, ben, cleo] = [await join(), await join(), await join()];
    const house = `${random.word()} O'Connell Court ${random.integer(1, 99)}`;
    const [own, neighbour] = [
      await storeTicket(ada, { minutesAgo: 5 }),
      await storeTicket(ben, { minutesAgo: 1 }),
    ];
    await storeTicket(cleo);
    expect(await saveProfile(cleo, { house: random.word() })).toHaveStatus(303);
    for (const person of [ada, ben]) expect(await saveProfile(person, { house })).toHaveStatus(303);

    await step(`tickets of ${house}`, async () =>
      expect(await readNumbers(ada, '/house')).toEqual([neighbour, own]),
    );

    for (const text of [
      `' OR '1'='1`,
      `${house}' OR u.house <> '`,
      `x' OR true --`,
      `' UNION SELECT id, door_code, name FROM users --`,
      `'; ${promotion(ada)} --`,
    ]) {
      expect(await saveProfile(ada, { house: text })).toHaveStatus(303);
      await step(`tickets of a house called ${text}`, async () =>
        expect(await readNumbers(ada, '/house')).toEqual([own]),
      );
    }
    await expectStillTenant(ada);
  });
});
