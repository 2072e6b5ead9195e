import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { PlainJob } from './plain-judge.js';

/** A plain judge that has been started, and whose runner is loaded. */
export interface PreparedJudge {
  judge(job: PlainJob): Promise<void>;
  /** Waits until nothing of it is left. */
  ended(): Promise<void>;
}

/** @throws Error when a test fails: then it is no measure */
export async function preparePlainJudge(command: readonly [string, ...string[]]): Promise<PreparedJudge> {
  const [program, ...args] = command;
  const env = { PATH: `/usr/local/bin:${process.env.PATH ?? ''}`, HOME: '/tmp' };
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'], env });
  const ended = once(child, 'close');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.value !== 'ready') throw new Error('the plain judge did not start');
  return {
    judge: async (job) => {
      child.stdin.end(JSON.stringify(job));
      const line = await lines.next();
      if (line.done) throw new Error('the plain judge ended without a result');
      const { failed } = JSON.parse(line.value) as { failed: number };
      if (failed > 0) throw new Error(`${failed} tests failed under the plain judge: it is no measure`);
    },
    ended: async () => {
      await ended;
    },
  };
}
