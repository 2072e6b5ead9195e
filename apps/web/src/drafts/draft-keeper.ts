import type { Draft, SavedDraft, SubmissionFile } from '#contracts';
import { explainFailure, type DraftState } from './draft-state.js';
import { PendingSaves, type PendingSave } from './pending-saves.js';

/** What this browser keeps of a draft. */
export interface LocalDraft {
  /** The server's revision that `files` came from or were made of. */
  readonly base: number;
  readonly savedAt: string | null;
  readonly files: readonly SubmissionFile[];
  /** What the server does not have yet, oldest first; the last of it is `files`. */
  readonly pending: readonly PendingSave[];
}

export interface DraftPorts {
  readonly local: {
    read(): Promise<LocalDraft | null>;
    write(draft: LocalDraft): Promise<void>;
  };
  /** null while nobody is logged in. @throws DraftConflictError, ApiError */
  readonly server: {
    read(): Promise<Draft>;
    save(base: number, save: PendingSave): Promise<SavedDraft>;
  } | null;
  /** Empty when the exercise has none for this runtime. */
  readonly readStarter: () => Promise<readonly SubmissionFile[]>;
}

export interface DraftView {
  readonly files: readonly SubmissionFile[];
  readonly state: DraftState;
  /** When the server last took it. */
  readonly savedAt: string | null;
  /** False when this browser keeps nothing: then only the server has it. */
  readonly isKept: boolean;
}

interface Delays {
  /** After the last key. */
  readonly typingMs: number;
  /** The first retry comes after this; every further one after twice as long, up to a minute. */
  readonly retryMs: number;
  readonly localMs: number;
}

const DELAYS: Delays = { typingMs: 1_500, retryMs: 3_000, localMs: 200 };
const LONGEST_RETRY_MS = 60_000;
/**
 * Keeps a draft: in this browser at once, on the server a moment after typing stops. What the server has is never
 * overwritten unseen: when it changed meanwhile, the learner chooses, and the other one stays in the history.
 */
export class DraftKeeper {
  private view: DraftView = { files: [], state: { is: 'loading' }, savedAt: null, isKept: true };
  private base = 0;
  private readonly pending = new PendingSaves();
  private sending = false;
  private closed = false;
  private retries = 0;
  /** The server asked to be left alone until then. */
  private notBefore = 0;
  private sendTimer: ReturnType<typeof setTimeout> | undefined;
  private localTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly ports: DraftPorts,
    private readonly delays: Delays = DELAYS,
  ) {}

  readonly listen = (tell: () => void): (() => void) => {
    this.listeners.add(tell);
    return () => this.listeners.delete(tell);
  };

  readonly look = (): DraftView => this.view;

  /** Finds the draft: what this browser has not sent yet, else the server's, else this browser's, else the starter. */
  async open(): Promise<void> {
    this.show({ state: { is: 'loading' } });
    try {
      const local = await this.ports.local.read().catch(() => null);
      if (local !== null) this.take(local);
      if (this.pending.length === 0) return await this.openClean(local !== null);
      this.show({ state: { is: this.ports.server === null ? 'alone' : 'unsaved' } });
      this.sendIn(0);
    } catch (error) {
      this.show({ state: { is: 'failed', error: error as Error } });
    }
  }

  /** The files as they are after an edit. */
  edit(files: readonly SubmissionFile[]): void {
    this.pending.addOverEdit({ occasion: 'edit', files });
    this.showPending();
    this.sendIn(this.delays.typingMs);
  }

  /** Other files in place of all that is there, which stays in the history. */
  replace(files: readonly SubmissionFile[], occasion: 'reset' | 'restore'): void {
    this.pending.add({ occasion, files });
    this.showPending();
    this.sendIn(0);
  }

  /** The files as they are were submitted: the history remembers them. */
  markSubmitted(): void {
    this.pending.addOverEdit({ occasion: 'submit', files: this.view.files });
    this.showPending();
    this.sendIn(0);
  }

  /** After a conflict: what is here goes on; the other one stays in the history. */
  keepMine(): void {
    this.settle(({ files }) => [{ occasion: 'conflict', files }]);
  }

  /** After a conflict: the other one goes on; what is here stays in the history. */
  takeTheirs(): void {
    this.settle(({ files }, theirs) => [
      { occasion: 'conflict', files },
      { occasion: 'restore', files: theirs.files },
    ]);
  }

  /** Looks whether another browser has gone on meanwhile. True when it has and its files are shown now. */
  async refresh(): Promise<boolean> {
    if (this.ports.server === null || !this.isClean()) return false;
    try {
      const theirs = await this.ports.server.read();
      if (!this.isClean() || this.closed) return false;
      this.retries = 0;
      return this.adopt(theirs);
    } catch (error) {
      if (this.isClean()) this.fail(error);
      return false;
    }
  }

  /** Sends at once what waits for a pause in typing; for a page that is left or a connection that is back. */
  flush(): void {
    if (this.localTimer !== undefined) this.writeLocal();
    if (this.pending.length > 0) void this.send();
    else void this.refresh();
  }

  close(): void {
    if (this.localTimer !== undefined) this.writeLocal();
    clearTimeout(this.sendTimer);
    void this.send();
    this.closed = true;
    this.listeners.clear();
  }

  private async openClean(hasLocal: boolean): Promise<void> {
    const theirs = await this.readServer();
    if (theirs !== null && theirs.revision > 0) return void this.adopt(theirs);
    if (!hasLocal) this.show({ files: await this.ports.readStarter() });
    const isLost = hasLocal && theirs !== null && this.base > 0;
    if (theirs !== null) this.base = 0;
    if (this.view.state.is === 'loading') this.show({ state: { is: this.ports.server ? 'saved' : 'alone' } });
    // The server has lost it, as after a restored backup, and this browser has not.
    if (isLost) this.edit(this.view.files);
  }

  /** null when there is no server to ask, and when it does not answer: then the state says so. */
  private async readServer(): Promise<Draft | null> {
    if (this.ports.server === null) return null;
    try {
      return await this.ports.server.read();
    } catch (error) {
      this.fail(error);
      return null;
    }
  }

  private take({ base, savedAt, files, pending }: LocalDraft): void {
    this.base = base;
    this.pending.set(pending);
    this.show({ files, savedAt });
  }

  private adopt({ revision, savedAt, files }: Draft): boolean {
    const isNews = revision !== this.base;
    if (revision > 0 && isNews) {
      this.base = revision;
      this.show({ files, savedAt });
      this.writeLocal();
    }
    this.show({ state: { is: 'saved' } });
    return isNews && revision > 0;
  }

  private isClean(): boolean {
    const { is } = this.view.state;
    return this.pending.length === 0 && !this.sending && (is === 'saved' || is === 'here-only');
  }

  private showPending(): void {
    const { state } = this.view;
    const stays = state.is === 'conflict' || state.is === 'here-only' || state.is === 'alone';
    this.show({ files: this.pending.last!.files, state: stays ? state : { is: 'unsaved' } });
    this.writeLocalSoon();
  }

  private sendIn(ms: number): void {
    clearTimeout(this.sendTimer);
    if (this.closed) return;
    const waitMs = Math.max(ms, this.notBefore - Date.now());
    this.sendTimer = setTimeout(() => this.flush(), waitMs);
  }

  private async send(): Promise<void> {
    const { server } = this.ports;
    if (this.sending || this.pending.length === 0 || this.view.state.is === 'conflict') return;
    if (server === null) return this.show({ state: { is: 'alone' } });
    this.sending = true;
    try {
      // What was typed meanwhile waits for its own pause.
      do await this.sendFirst(server);
      while (this.pending.length > 0 && !this.isTyping());
      this.show({ state: { is: this.pending.length === 0 ? 'saved' : 'unsaved' } });
      if (this.pending.length > 0) this.sendIn(this.delays.typingMs);
    } catch (error) {
      this.fail(error);
    } finally {
      this.sending = false;
    }
  }

  private async sendFirst(server: NonNullable<DraftPorts['server']>): Promise<void> {
    const { revision, savedAt } = await this.pending.sendFirst((save) => server.save(this.base, save));
    this.base = revision;
    this.retries = 0;
    this.show({ savedAt });
    this.writeLocalSoon();
  }

  private isTyping(): boolean {
    return this.pending.length === 1 && this.pending.last?.occasion === 'edit';
  }

  private fail(error: unknown): void {
    const { state, retryInMs, base } = explainFailure(error, this.pending.last?.files ?? this.view.files);
    if (base !== undefined) {
      this.base = base;
      if (state.is === 'saved') this.pending.set([]);
    }
    this.show({ state });
    this.writeLocalSoon();
    if (retryInMs === null) return;
    if (retryInMs !== undefined) this.notBefore = Date.now() + retryInMs;
    this.sendIn(Math.min(this.delays.retryMs * 2 ** this.retries, LONGEST_RETRY_MS));
    this.retries += 1;
  }

  private settle(choose: (mine: DraftView, theirs: Draft) => PendingSave[]): void {
    const { state } = this.view;
    if (state.is !== 'conflict') return;
    this.base = state.theirs.revision;
    this.pending.set(choose(this.view, state.theirs));
    this.show({ state: { is: 'unsaved' } });
    this.showPending();
    this.sendIn(0);
  }

  private writeLocalSoon(): void {
    this.localTimer ??= setTimeout(() => this.writeLocal(), this.delays.localMs);
  }

  private writeLocal(): void {
    clearTimeout(this.localTimer);
    this.localTimer = undefined;
    const { files, savedAt } = this.view;
    const draft = { base: this.base, savedAt, files, pending: this.pending.list() };
    // Browsers may keep nothing, as in private windows or on a full disk.
    this.ports.local.write(draft).then(
      () => this.tellKept(true),
      () => this.tellKept(false),
    );
  }

  private tellKept(isKept: boolean): void {
    if (this.view.isKept !== isKept) this.show({ isKept });
  }

  private show(change: Partial<DraftView>): void {
    this.view = { ...this.view, ...change };
    for (const tell of this.listeners) tell();
  }
}
