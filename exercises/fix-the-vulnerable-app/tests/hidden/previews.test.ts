import {
  fakeUpstream,
  random,
  step,
  subject,
  upstream,
  type FakeUpstream,
  type UpstreamAnswer,
} from '@touchstone/kit';
import { get, join, type Person } from './desk.ts';

const wiki = upstream('wiki');
const status = upstream('status');

const aPage = (title: string): UpstreamAnswer => ({
  headers: { 'content-type': 'text/html; charset=utf-8' },
  text: `<!doctype html><html><head>\n<title> ${title} </title></head><body>${title}</body></html>`,
});
const aRedirect = (location: string, code = 302): UpstreamAnswer => ({ status: code, headers: { location } });

const preview = (person: Person, url: string) => get(person, `/preview?url=${encodeURIComponent(url)}`);

let ada: Person;
/** Something beside the desk that is nobody's business: it answers everybody who reaches it. */
let inside: FakeUpstream;
let secret: string;

beforeEach(async () => {
  ada = await join();
  inside = await fakeUpstream();
  secret = `secret ${random.word(20)}`;
  inside.respond(() => aPage(secret));
  for (const site of [wiki, status]) site.respond(() => aPage('A page'));
});

/** No request reached the inside, and nothing of it the reader. */
async function expectRefused(url: string): Promise<void> {
  const before = inside.requests.length;
  const answer = await preview(ada, url);
  await step(`requests that a preview of ${url} made to the server that nobody may reach`, () =>
    expect(inside.requests.slice(before).map(({ path }) => path)).toEqual([]),
  );
  await step(`a preview of ${url}`, () => {
    expect(answer.text).not.toContain(secret);
    expect(answer).toHaveStatus(403);
  });
}

describe('Previews', () => {
  it('shows the titles of pages on both sites, and follows their redirects', async () => {
    const [title, word] = [random.sentence(3), random.word()];
    const asked = `/pages/${word}?lang=en&q=a%20b`;
    for (const site of [wiki, status]) {
      site.respond(() => aPage(title));
      const answer = await preview(ada, `${site.url}${asked}`);
      expect(answer).toHaveStatus(200);
      expect(answer).toHaveJson({ url: `${site.url}${asked}`, title });
      await step('what the site was asked', () =>
        expect(site.requests.map(({ method, path }) => [method, path])).toEqual([['GET', asked]]),
      );
    }

    const hops: Record<string, UpstreamAnswer> = {
      '/old': aRedirect('/newer', 301),
      '/newer': aRedirect('newest?x=1', 307),
      '/newest?x=1': aRedirect(`${status.url}/today`),
    };
    wiki.respond(({ path }) => hops[path] ?? { status: 404, text: 'no' });
    status.respond(({ path }) => (path === '/today' ? aPage(word) : { status: 404, text: 'no' }));
    const followed = await preview(ada, `${wiki.url}/old`);
    await step('a page that three redirects lead to', () => {
      expect(followed).toHaveStatus(200);
      expect(followed).toHaveJson({ url: `${status.url}/today`, title: word });
    });
    await step('a page that is not there', async () =>
      expect(await preview(ada, `${wiki.url}/missing`)).toHaveStatus(502),
    );
    wiki.respond(({ path }) => aRedirect(`${path}x`));
    await step('redirects without end', async () =>
      expect(await preview(ada, `${wiki.url}/x`)).toHaveStatus(502),
    );
  });

  it('fetches nothing from other servers and ports, however their address is written', async () => {
    const { port } = new URL(inside.url);
    for (const host of [
      '127.0.0.1',
      'localhost',
      'LOCALHOST',
      'localhost.',
      '2130706433',
      '0x7f000001',
      '0177.0.0.1',
      '127.1',
      '0.0.0.0',
      '0',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '①②⑦.⓪.⓪.①',
    ]) {
      await expectRefused(`http://${host}:${port}/${random.word()}`);
    }
    for (const url of [
      `${subject.url}/login`,
      `https://${new URL(wiki.url).host}/`,
      'http://127.0.0.1/',
      'http://169.254.169.254/latest/meta-data/',
      'file:///etc/passwd',
      `data:text/html,<title>${secret}</title>`,
      'gopher://127.0.0.1:70/',
      'wiki',
      '//',
    ]) {
      await expectRefused(url);
    }
  });

  it('is not taken in by an allowed address somewhere in another one', async () => {
    const [own, other] = [new URL(wiki.url).host, new URL(inside.url).host];
    for (const url of [
      `http://${own}@${other}/`,
      `http://${own}:x@${other}/`,
      `http://${other}/${wiki.url}`,
      `http://${other}/?u=${wiki.url}/`,
      `http://${other}/#${wiki.url}/`,
      `http://${other}#@${own}/`,
      `http://${other}?@${own}/`,
      `http://${other}\\@${own}/`,
      `${wiki.url}.evil.example/`,
      `${wiki.url}@evil.example/`,
      `http://evil.example/${own}`,
    ]) {
      await expectRefused(url);
    }
  });

  it('follows no redirect that leads away', async () => {
    const { port, host } = new URL(inside.url);
    for (const location of [
      `${inside.url}/`,
      `//${host}/`,
      `http://localhost:${port}/`,
      `http://0.0.0.0:${port}/`,
      `http://${new URL(wiki.url).host}@${host}/`,
    ]) {
      for (const code of [301, 302, 303, 307, 308]) {
        wiki.respond(() => aRedirect(location, code));
        await expectRefused(`${wiki.url}/${random.word()}`);
      }
      wiki.respond(() => aRedirect(`${status.url}/next`));
      status.respond(() => aRedirect(location));
      await expectRefused(`${wiki.url}/${random.word()}`);
    }
  });
});
