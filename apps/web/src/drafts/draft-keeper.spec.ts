import { describe, expect, it } from '@jest/globals';
import type { Draft, SubmissionFile } from '#contracts';
import { ApiError } from '../api/client.js';
import { DraftKeeper, type LocalDraft } from './draft-keeper.js';
import { DraftConflictError } from './draft-state.js';
import type { PendingSave } from './pending-saves.js';

const program = (content: string): SubmissionFile[] => [{ path: 'main.ts', content }];
const STARTER = program('starter');
const AT = '2026-01-01T12:00:00.000Z';
/** Nothing waits in a test but for what it waits for. */
const AT_ONCE = { typingMs: 0, retryMs: 0, localMs: 0 };

/** A server of one draft that other browsers can write to, and that can be away. */
class FakeServer {
  draft: Draft = { runtime: 'node', revision: 0, savedAt: null, files: [] };
  saves: PendingSave[] = [];
  trouble: Error | null = null;

  read = async (): Promise<Draft> => {
    await this.answer();
    return this.draft;
  };

  save = async (base: number, save: PendingSave) => {
    await this.answer();
    if (base !== this.draft.revision) throw new DraftConflictError(this.draft);
    this.saves.push(save);
    this.put(save.files);
    return this.draft;
  };

  /** What another browser does. */
  put(files: readonly SubmissionFile[]): void {
    this.draft = { runtime: 'node', revision: this.draft.revision + 1, savedAt: AT, files: [...files] };
  }

  private async answer(): Promise<void> {
    await Promise.resolve();
    if (this.trouble !== null) throw this.trouble;
  }
}

class Browser {
  kept: LocalDraft | null = null;

  constructor(readonly server: FakeServer | null) {}

  async open(): Promise<DraftKeeper> {
    const local = {
      read: () => Promise.resolve(this.kept),
      write: (draft: LocalDraft) => Promise.resolve(void (this.kept = draft)),
    };
    const readStarter = () => Promise.resolve(STARTER);
    const keeper = new DraftKeeper({ local, server: this.server, readStarter }, AT_ONCE);
    await keeper.open();
    return keeper;
  }
}

/** Resolves as soon as the draft is in this state. */
function reach(keeper: DraftKeeper, is: string): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (keeper.look().state.is !== is) return;
      leave();
      resolve();
    };
    const leave = keeper.listen(look);
    look();
  });
}

const UNREACHABLE = new ApiError(0, 'unreachable', 'Touchstone cannot be reached.');

describe('opening a draft', () => {
  it('begins with the starter when there is none', async () => {
    const keeper = await new Browser(new FakeServer()).open();

    expect(keeper.look()).toMatchObject({ files: STARTER, state: { is: 'saved' }, savedAt: null });
  });

  it('takes the server’s over what this browser knew of it', async () => {
    const server = new FakeServer();
    const browser = new Browser(server);
    const first = await browser.open();
    first.edit(program('here'));
    await reach(first, 'saved');
    first.close();
    server.put(program('elsewhere'));

    const keeper = await browser.open();

    expect(keeper.look()).toMatchObject({ files: program('elsewhere'), state: { is: 'saved' } });
  });

  it('shows what this browser has while the server is away', async () => {
    const server = new FakeServer();
    const browser = new Browser(server);
    const first = await browser.open();
    first.edit(program('here'));
    await reach(first, 'saved');
    first.close();
    server.trouble = UNREACHABLE;

    const keeper = await browser.open();

    expect(keeper.look()).toMatchObject({ files: program('here'), state: { is: 'here-only' } });
    keeper.close();
  });

  it('gives the server back what it has lost', async () => {
    const server = new FakeServer();
    const browser = new Browser(server);
    const first = await browser.open();
    first.edit(program('here'));
    await reach(first, 'saved');
    first.close();
    server.draft = { runtime: 'node', revision: 0, savedAt: null, files: [] };

    await reach(await browser.open(), 'saved');

    expect(server.draft).toMatchObject({ revision: 1, files: program('here') });
  });
});

describe('writing', () => {
  it('is saved here at once and there in a moment', async () => {
    const browser = new Browser(new FakeServer());
    const keeper = await browser.open();

    keeper.edit(program('a'));
    keeper.edit(program('ab'));
    expect(keeper.look().state.is).toBe('unsaved');
    await reach(keeper, 'saved');

    expect(browser.server!.saves).toEqual([{ occasion: 'edit', files: program('ab') }]);
    expect(keeper.look().savedAt).toBe(AT);
  });

  it('goes on while a save is under way, and loses nothing', async () => {
    const browser = new Browser(new FakeServer());
    const keeper = await browser.open();

    keeper.edit(program('a'));
    keeper.flush();
    keeper.edit(program('ab'));
    await reach(keeper, 'saved');

    expect(browser.server!.draft.files).toEqual(program('ab'));
    expect(keeper.look().files).toEqual(program('ab'));
  });

  it('survives a lost server and a closed tab', async () => {
    const server = new FakeServer();
    const browser = new Browser(server);
    const keeper = await browser.open();
    server.trouble = UNREACHABLE;
    keeper.edit(program('on a train'));
    await reach(keeper, 'here-only');
    keeper.close();
    server.trouble = null;

    await reach(await browser.open(), 'saved');

    expect(server.draft.files).toEqual(program('on a train'));
  });

  it('waits as long as the server asks for, whatever is typed meanwhile', async () => {
    const server = new FakeServer();
    const keeper = await new Browser(server).open();
    server.trouble = new ApiError(429, 'too-many-requests', 'Wait.', { retryAfterSeconds: 3_600 });
    keeper.edit(program('a'));
    await reach(keeper, 'here-only');
    server.trouble = null;

    keeper.edit(program('ab'));
    const other = await new Browser(server).open();
    other.edit(program('later, and saved already'));
    await reach(other, 'saved');

    expect(server.saves).toHaveLength(1);
    expect(keeper.look().state).toEqual({ is: 'here-only', why: expect.stringContaining('3600 s') });
    keeper.close();
  });

  it('says what the server will not take, and tries again after the next edit', async () => {
    const server = new FakeServer();
    const keeper = await new Browser(server).open();
    server.trouble = new ApiError(413, 'file-too-large', 'main.ts: has 300000 bytes');
    keeper.edit(program('x'));
    await reach(keeper, 'refused');
    expect(keeper.look().state).toMatchObject({ why: 'main.ts: has 300000 bytes' });
    server.trouble = null;

    keeper.edit(program('y'));
    await reach(keeper, 'saved');

    expect(server.draft.files).toEqual(program('y'));
  });

  it('without a login stays in this browser', async () => {
    const browser = new Browser(null);
    const keeper = await browser.open();

    keeper.edit(program('mine'));
    keeper.close();

    expect(keeper.look().state.is).toBe('alone');
    expect((await browser.open()).look()).toMatchObject({ files: program('mine'), state: { is: 'alone' } });
  });
});

describe('a browser that keeps nothing', () => {
  it('is told apart, and the server still has the draft', async () => {
    const server = new FakeServer();
    const local = {
      read: () => Promise.reject(new Error('no')),
      write: () => Promise.reject(new Error('no')),
    };
    const readStarter = () => Promise.resolve(STARTER);
    const keeper = new DraftKeeper({ local, server, readStarter }, AT_ONCE);
    await keeper.open();

    keeper.edit(program('mine'));
    await reach(keeper, 'saved');

    expect(server.draft.files).toEqual(program('mine'));
    expect(keeper.look().isKept).toBe(false);
  });
});

describe('two browsers', () => {
  const conflict = async () => {
    const server = new FakeServer();
    const keeper = await new Browser(server).open();
    server.put(program('theirs'));
    keeper.edit(program('mine'));
    await reach(keeper, 'conflict');
    return { server, keeper };
  };

  it('overwrite nothing: the learner is asked', async () => {
    const { server, keeper } = await conflict();

    keeper.edit(program('mine, going on'));

    expect(server.draft.files).toEqual(program('theirs'));
    expect(keeper.look()).toMatchObject({
      files: program('mine, going on'),
      state: { is: 'conflict', theirs: { files: program('theirs') } },
    });
  });

  it('keep both when this one goes on', async () => {
    const { server, keeper } = await conflict();

    keeper.keepMine();
    await reach(keeper, 'saved');

    expect(server.saves).toEqual([{ occasion: 'conflict', files: program('mine') }]);
  });

  it('keep both when the other one goes on', async () => {
    const { server, keeper } = await conflict();

    keeper.takeTheirs();
    await reach(keeper, 'saved');

    expect(keeper.look().files).toEqual(program('theirs'));
    expect(server.saves).toEqual([
      { occasion: 'conflict', files: program('mine') },
      { occasion: 'restore', files: program('theirs') },
    ]);
  });

  it('that wrote the same have nothing to choose', async () => {
    const server = new FakeServer();
    const keeper = await new Browser(server).open();
    server.put(program('same'));

    keeper.edit(program('same'));
    await reach(keeper, 'saved');

    expect(server.saves).toEqual([]);
  });

  it('show what the other one saved when there is nothing to lose here', async () => {
    const server = new FakeServer();
    const keeper = await new Browser(server).open();
    server.put(program('theirs'));

    expect(await keeper.refresh()).toBe(true);

    expect(keeper.look()).toMatchObject({ files: program('theirs'), state: { is: 'saved' } });
  });
});

describe('starting over', () => {
  it('sends what was written first, so that it is in the history', async () => {
    const browser = new Browser(new FakeServer());
    const keeper = await browser.open();

    keeper.edit(program('hours of work'));
    keeper.replace(STARTER, 'reset');
    await reach(keeper, 'saved');

    expect(browser.server!.saves).toEqual([
      { occasion: 'edit', files: program('hours of work') },
      { occasion: 'reset', files: STARTER },
    ]);
  });

  it('marks what was submitted', async () => {
    const browser = new Browser(new FakeServer());
    const keeper = await browser.open();
    keeper.edit(program('done'));

    keeper.markSubmitted();
    await reach(keeper, 'saved');

    expect(browser.server!.saves).toEqual([{ occasion: 'submit', files: program('done') }]);
  });
});
