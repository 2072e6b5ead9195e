import type { DraftOccasion, SubmissionFile } from '#contracts';

export interface PendingSave {
  readonly occasion: DraftOccasion;
  readonly files: readonly SubmissionFile[];
}

/** More resets than this while the server is away would push the oldest out. */
const MAX_PENDING = 20;

/** What the server does not have yet, oldest first. The first one may be on its way, and then stays as it is. */
export class PendingSaves {
  private saves: PendingSave[] = [];
  private isFirstSent = false;

  get length(): number {
    return this.saves.length;
  }

  get last(): PendingSave | undefined {
    return this.saves.at(-1);
  }

  list(): PendingSave[] {
    return [...this.saves];
  }

  set(saves: readonly PendingSave[]): void {
    this.saves = [...saves];
  }

  /** In place of an edit that nobody has seen yet: only what comes of a pause in typing is worth keeping. */
  addOverEdit(save: PendingSave): void {
    const isSent = this.isFirstSent && this.saves.length === 1;
    if (this.last?.occasion === 'edit' && !isSent) this.saves.pop();
    this.add(save);
  }

  add(save: PendingSave): void {
    this.saves.push(save);
    if (this.saves.length > MAX_PENDING) this.saves.splice(this.isFirstSent ? 1 : 0, 1);
  }

  /** Hands the first one to `send`; it is gone when that succeeds. */
  async sendFirst<T>(send: (save: PendingSave) => Promise<T>): Promise<T> {
    this.isFirstSent = true;
    try {
      const answer = await send(this.saves[0]!);
      this.saves.shift();
      return answer;
    } finally {
      this.isFirstSent = false;
    }
  }
}
