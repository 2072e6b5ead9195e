import type { ControlAction, GraderFrame, WorkerFrame } from '#contracts';
import { isEngineLost } from '../pod/engine-call.js';
import { carryOut, explainFailure, type ControlTargets } from './carry-out.js';

/** Actions of one suite that may be under way at once. */
const MAX_OPEN_ACTIONS = 64;

interface DeskEvents {
  send(frame: WorkerFrame): void;
  onCarriedOut(request: ControlAction, ok: boolean): void;
  onEngineLost(fault: unknown): void;
}

/** Takes a suite's requests to act on its pod, carries them out side by side and answers each once. */
export class ControlDesk {
  private open = 0;

  constructor(
    private readonly targets: ControlTargets,
    private readonly events: DeskEvents,
  ) {}

  async take({ id, request }: Extract<GraderFrame, { type: 'control' }>): Promise<void> {
    const answer = await this.carry(request);
    if (answer === null) return;
    this.events.onCarriedOut(request, answer.ok);
    this.events.send({ type: 'control-result', id, ...answer });
  }

  private async carry(request: ControlAction): Promise<Answer | null> {
    if (this.open >= MAX_OPEN_ACTIONS) return { ok: false, error: 'too many actions at once' };
    this.open += 1;
    try {
      const value = await carryOut(request, this.targets);
      return value === undefined ? { ok: true } : { ok: true, value };
    } catch (error) {
      if (isEngineLost(error)) this.events.onEngineLost(error);
      return isEngineLost(error) ? null : { ok: false, error: explainFailure(error) };
    } finally {
      this.open -= 1;
    }
  }
}

type Answer =
  { readonly ok: true; readonly value?: unknown } | { readonly ok: false; readonly error: string };
