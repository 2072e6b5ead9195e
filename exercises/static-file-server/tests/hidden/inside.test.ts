import { random, step, subject } from '@touchstone/kit';
import { expectFile, expectStatus, getRaw, link, store } from './press.ts';

const REFUSALS = [400, 403, 404];

/** A draft and a folder of the site, both with names of their own. */
async function aDraft() {
  const draft = `${random.word()}.txt`;
  const secret = `draft ${random.word(20)}`;
  const folder = random.word();
  await store(draft, secret, 'site-drafts');
  await store(`${folder}/index.html`, random.sentence());
  return { draft, secret, folder };
}

/** Sends each path as it stands. */
async function expectRefused(paths: readonly string[], secret: string): Promise<void> {
  for (const path of paths) {
    const wire = await getRaw(path);
    await step(`what was sent for ${path}`, () => expect(wire).not.toContain(secret));
    await step(`the status of ${path}`, () =>
      expect(REFUSALS).toContain(Number(/^HTTP\/1\.[01] (\d{3})/.exec(wire)?.[1])),
    );
  }
}

describe('Stays inside the site', () => {
  it('refuses paths that lead to the folder beside it', async () => {
    const { draft, secret, folder } = await aDraft();
    const out = `site-drafts/${draft}`;

    await expectRefused([`/../${out}`, `/${folder}/../../${out}`, `/./../${out}`], secret);
  });

  it('refuses them in any encoding', async () => {
    const { draft, secret, folder } = await aDraft();
    const out = `site-drafts/${draft}`;

    await expectRefused(
      [
        `/%2e%2e/${out}`,
        `/..%2f${out}`,
        `/%2E%2E%2F${out}`,
        `/.%2e/${out}`,
        `/${folder}/%2e%2e/%2e%2e/${out}`,
        `/${folder}/..%2f..%2fsite-drafts%2f${draft}`,
        `/..%5csite-drafts%5c${draft}`,
      ],
      secret,
    );
  });

  it('does not decode them twice', async () => {
    const { draft, secret } = await aDraft();

    await expectRefused(
      [
        `/%252e%252e/site-drafts/${draft}`,
        `/..%252fsite-drafts%252f${draft}`,
        `/%252e%252e%252fsite-drafts/${draft}`,
      ],
      secret,
    );
  });

  it('has no way to the files of the system', async () => {
    const up = '../'.repeat(12);
    await expectRefused(
      [`/${up}etc/passwd`, `/${up.replaceAll('.', '%2e')}etc/passwd`, '/%2fetc/passwd'],
      'root:',
    );

    const wire = await getRaw('//etc/passwd');
    await step('what was sent for //etc/passwd', () => expect(wire).not.toContain('root:'));
  });

  it('refuses a zero byte, and goes on', async () => {
    const { draft, secret, folder } = await aDraft();

    await expectRefused([`/${folder}/%00`, `/%00/../site-drafts/${draft}`, `/index.html%00.png`], secret);
    await expectStatus('a request after that', await subject.get(`/${folder}/`), 200);
  });

  it('follows links that end inside', async () => {
    const folder = random.word();
    const text = random.sentence();
    await store(`${folder}/2026/paper.txt`, text);
    await link(`${folder}/today.txt`, '2026/paper.txt');
    await link(`${folder}/newest.txt`, 'today.txt');
    await link(`${folder}/this-year`, '2026');
    await link(`${folder}/2026/out-and-in.txt`, `../../../site/${folder}/2026/paper.txt`);

    for (const path of ['today.txt', 'newest.txt', 'this-year/paper.txt', '2026/out-and-in.txt'])
      await expectFile(`/${folder}/${path}`, await subject.get(`/${folder}/${path}`), text);
  });

  it('does not follow a link to a file outside', async () => {
    const { draft, secret, folder } = await aDraft();
    const [near, far] = [`${random.word()}.txt`, `${random.word()}.txt`];
    await link(`${folder}/${near}`, `../../site-drafts/${draft}`);
    await link(far, '/etc/passwd');

    await expectRefused([`/${folder}/${near}`], secret);
    await expectRefused([`/${far}`], 'root:');
  });

  it('does not enter a linked folder outside', async () => {
    const { draft, secret } = await aDraft();
    const shared = random.word();
    await link(shared, '../site-drafts');
    await store('index.html', secret, 'site-drafts');

    await expectRefused([`/${shared}/${draft}`, `/${shared}/`], secret);
  });

  it('looks at where a chain of links ends', async () => {
    const { draft, secret, folder } = await aDraft();
    await link(`${folder}/c`, `../../site-drafts/${draft}`);
    await link(`${folder}/b`, 'c');
    await link(`${folder}/a.txt`, 'b');
    await link(`${folder}/index-of`, '../..');

    await expectRefused([`/${folder}/a.txt`, `/${folder}/index-of/site-drafts/${draft}`], secret);
  });

  it('survives links that go round in circles', async () => {
    const [one, two] = [random.word(), random.word()];
    await link(one, two);
    await link(two, one);
    await link(`${two}.txt`, `${random.word()}-is-gone.txt`);

    await expectStatus('a link in a circle', await subject.get(`/${one}`), 404);
    await expectStatus('a path through it', await subject.get(`/${one}/index.html`), 404);
    await expectStatus('a link to nothing', await subject.get(`/${two}.txt`), 404);
  });
});
