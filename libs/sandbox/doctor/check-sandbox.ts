import { judgeExamination } from './expectations.js';
import { runProbes, type ProbeHost } from './probe.js';
import type { SandboxCheck } from './sandbox-check.js';
import { SELF_EXAMINATION } from './self-examination.js';
import { TRIALS } from './trials.js';

interface CheckedSandbox {
  readonly checks: readonly SandboxCheck[];
  /** As of `Probes`. */
  readonly cleared: Promise<void>;
}

/**
 * Proves each limit of the sandbox on this engine, by running small programs in real subject containers, side by side in
 * one pod: each has limits of its own, so none disturbs another.
 * @throws PlatformFault when no container could be run: the engine or an image is missing
 */
export async function checkSandbox(host: ProbeHost): Promise<CheckedSandbox> {
  const programs = [SELF_EXAMINATION, ...TRIALS.map(({ program }) => program)];
  const {
    results: [examination, ...results],
    cleared,
  } = await runProbes(host, programs);
  const trials = TRIALS.map(({ check, judge }, index) => ({ check, ...judge(results[index]!) }));
  return { checks: [...judgeExamination(examination!.log), ...trials], cleared };
}
