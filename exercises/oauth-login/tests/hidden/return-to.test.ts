import { random, step } from '@touchstone/kit';
import { aPath, arriveWell, Browser, DESK, logIn, readLocation } from './browser.ts';
import { Provider } from './provider.ts';

let provider: Provider;
beforeEach(() => {
  provider = new Provider();
});

/** Where a browser is after a login that began with this return_to. */
async function landsOn(returnTo: string | undefined): Promise<URL> {
  const { location } = await logIn(new Browser(), provider, returnTo === undefined ? {} : { returnTo });
  return new URL(location, `${DESK}/callback`);
}

async function expectHome(returnTo: string | undefined): Promise<void> {
  const { href } = await landsOn(returnTo);
  await step(`where a browser lands after return_to ${JSON.stringify(returnTo)}`, () =>
    expect(href).toBe(`${DESK}/`),
  );
}

describe('Where people land', () => {
  it('goes to the path that was asked for', async () => {
    const word = random.word();
    for (const path of [aPath(), '/', `/tickets?page=2&sort=a%20b#${word}`, `/wiki/${word}:1//2`]) {
      const { href } = await landsOn(path);
      await step(`where a browser lands after return_to ${path}`, () => expect(href).toBe(`${DESK}${path}`));
    }
  });

  it('lets an address stand in the query of a path', async () => {
    const path = `/search?q=a%26b&from=https://${random.word()}.example/x`;
    const { href } = await landsOn(path);

    await step(`where a browser lands after return_to ${path}`, () => expect(href).toBe(`${DESK}${path}`));
  });

  it('goes to the start page where no path was asked for', async () => {
    for (const returnTo of [undefined, '', random.word(), 'javascript:alert(1)']) await expectHome(returnTo);
  });

  it('never goes to another host', async () => {
    const evil = `${random.word()}.example`;
    const elsewhere = [`https://${evil}/`, `//${evil}`, `///${evil}/a`, `https:${evil}`, `https:/${evil}/`];
    for (const returnTo of [...elsewhere, `${DESK}.${evil}/`, `${DESK}@${evil}/`, `http://${evil}`])
      await expectHome(returnTo);
  });

  it('knows that browsers take a backslash for a slash', async () => {
    const evil = `${random.word()}.example`;
    for (const returnTo of [`/\\${evil}`, `\\/${evil}`, `\\\\${evil}`, `/\\/${evil}/a`])
      await expectHome(returnTo);
  });

  it('knows which characters browsers drop', async () => {
    const evil = `${random.word()}.example`;
    for (const returnTo of [`/\t/${evil}`, `\t//${evil}`, ` //${evil}`, `/\r\n/${evil}`, `/\n\\${evil}`])
      await expectHome(returnTo);
  });

  it('makes no other address out of a path', async () => {
    const evil = `${random.word()}.example`;
    const decodedTwice = [`/%2F${evil}`, `%2F%2F${evil}`, `/%5C${evil}`, `/%09/${evil}`];
    for (const returnTo of [...decodedTwice, `/.//${evil}`, `/a/..//${evil}`]) {
      const { origin } = await landsOn(returnTo);
      await step(`the site where a browser lands after return_to ${returnTo}`, () =>
        expect(origin).toBe(DESK),
      );
    }
  });

  it('keeps its head when return_to comes twice', async () => {
    const browser = new Browser();
    const evil = `//${random.word()}.example`;
    const location = await readLocation(
      'GET /login with two values of return_to',
      await browser.get(`/login?return_to=/a&return_to=${evil}`),
    );
    const url = new URL(location, DESK);

    const departure = { url, params: Object.fromEntries(url.searchParams) };
    const visit = await arriveWell(browser, provider, departure);

    await step('the site where a browser lands after two values of return_to', () =>
      expect(new URL(visit.location, DESK).origin).toBe(DESK),
    );
  });
});
