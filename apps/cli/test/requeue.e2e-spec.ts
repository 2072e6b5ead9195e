import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeApi, json } from './fake-api.js';
import { runCli } from './run-cli.js';
import { Workspace } from './workspace.js';

const [FIRST, SECOND] = ['9b1c5a52-4f3c-4a57-9f3e-0a2b8f7f1c22', '9b1c5a52-4f3c-4a57-9f3e-0a2b8f7f1c23'];

let api: FakeApi;
let home: Workspace;
beforeEach(async () => {
  api = await FakeApi.start();
  home = new Workspace();
});
afterEach(async () => {
  home.dispose();
  await api.close();
});

const cli = (...words: string[]) =>
  runCli(['requeue', ...words], {
    cwd: home.dir,
    env: { XDG_CONFIG_HOME: home.dir, TOUCHSTONE_URL: api.url, TOUCHSTONE_TOKEN: 'tst_admin' },
  });

describe('touchstone requeue', () => {
  it('sends named submissions round again, and says which of them were not given up', async () => {
    api.on('POST operations/requeue', json({ submissions: [FIRST] }));

    const { exitCode, stdout } = await cli(FIRST, SECOND);

    expect(exitCode).toBe(1);
    expect(stdout).toBe(`${FIRST} is queued again\n${SECOND} was not given up: nothing was done with it\n`);
    expect(api.asked('POST operations/requeue')[0]?.body).toEqual({ submissions: [FIRST, SECOND] });
  });

  it('sends all of them with --all, and says so when there are none', async () => {
    api.on('POST operations/requeue', json({ submissions: [FIRST] }), json({ submissions: [] }));

    const [some, none] = [await cli('--all', '--json'), await cli('--all')];

    expect(JSON.parse(some.stdout)).toEqual({ requeued: [FIRST], left: [] });
    expect(none).toMatchObject({ exitCode: 0, stdout: 'No submission was given up.\n' });
    expect(api.asked('POST operations/requeue')[0]?.body).toEqual({});
  });

  it.each([[[]], [[FIRST, '--all']], [['not-an-id']]])('asks nothing of the server for %j', async (words) => {
    const { exitCode, stderr } = await cli(...words);

    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/name the submissions|not the id of a submission/);
    expect(api.requests).toHaveLength(0);
  });
});
