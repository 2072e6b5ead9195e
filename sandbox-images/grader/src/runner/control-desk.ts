import type { ControlAction, GraderFrame, WorkerFrame } from '#contracts';

type ControlResult = Extract<WorkerFrame, { type: 'control-result' }>;

/** Longer than the longest grace of `terminate`: the worker answers every request, and is lost if it does not. */
const ANSWER_TIMEOUT_MS = 60_000;

/** Pairs control requests with the worker's answers. */
export class ControlDesk {
  #nextId = 0;
  readonly #waiting = new Map<number, (result: ControlResult) => void>();

  constructor(readonly send: (frame: GraderFrame) => void) {}

  /** Resolves with the action's value; rejects when the worker could not carry it out. */
  async request(request: ControlAction): Promise<unknown> {
    const id = this.#nextId;
    this.#nextId += 1;
    const result = await new Promise<ControlResult>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`the worker did not answer "${request.action}"`)),
        ANSWER_TIMEOUT_MS,
      );
      this.#waiting.set(id, (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      this.send({ type: 'control', id, request });
    });
    if (!result.ok) throw new Error(`"${request.action}" failed: ${result.error ?? 'no reason given'}`);
    return result.value;
  }

  answer(result: ControlResult): void {
    this.#waiting.get(result.id)?.(result);
    this.#waiting.delete(result.id);
  }
}
