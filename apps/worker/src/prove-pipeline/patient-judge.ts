import { randomBytes } from 'node:crypto';
import { Seed, type CandidateId, type Verdict } from '#contracts';
import { judge, type OperatorCaps, type PodRunner, type ProgramJudge, type ProgramOrder } from '#judging';
import { scoreVerdict } from '#scoring';
import type { Slots } from '../consumers/slots.js';

interface PatientJudgeParts {
  readonly runner: PodRunner;
  readonly caps: OperatorCaps;
  readonly slots: Slots;
  readonly candidate: { readonly id: CandidateId; readonly attempt: number };
}

/** Judges an author's programs by the platform's own rules, whenever no learner wants the slot; else again later. */
export class PatientJudge implements ProgramJudge {
  constructor(private readonly parts: PatientJudgeParts) {}

  async run(order: ProgramOrder): Promise<Verdict> {
    for (;;) {
      const slot = await this.parts.slots.waitAside(order.signal);
      try {
        return await this.judge(order, AbortSignal.any([order.signal, slot.wanted]));
      } catch (error) {
        if (!slot.wanted.aborted || order.signal.aborted) throw error;
      } finally {
        slot.giveBack();
      }
    }
  }

  private async judge({ shuffled: _, ...order }: ProgramOrder, signal: AbortSignal): Promise<Verdict> {
    const { runner, caps, candidate } = this.parts;
    const judgement = await judge({
      ...order,
      taskId: candidate.id,
      attempt: candidate.attempt,
      seed: newSeed(),
      shuffleSeed: newSeed(),
      caps,
      aside: true,
      runner,
      signal,
    });
    return scoreVerdict(judgement, order.exercise.manifest.groups, true);
  }
}

const newSeed = (): Seed => Seed.parse(randomBytes(8).toString('hex'));
