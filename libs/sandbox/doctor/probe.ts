import type Docker from 'dockerode';
import { PlatformFault } from '#contracts';
import type { PodLimits } from '#judging';
import { makeOwner } from '../janitor/owner.js';
import { Deferred } from '../pod/deferred.js';
import { within } from '../pod/engine-call.js';
import type { ImageNames } from '../pod/image-names.js';
import { packFiles } from '../pod/pack-files.js';
import { PodContainer, type ContainerExit } from '../pod/pod-container.js';
import { removePod } from '../pod/remove-pod.js';
import { SubjectInstance } from '../pod/subject-instance.js';
import { SlotPool } from '../slots/slot-pool.js';
import { pauseSpec } from '../spec/pause-spec.js';
import { makeRunId, type PodIdentity } from '../spec/pod-identity.js';
import { subjectSpec } from '../spec/subject-spec.js';
import type { InstanceUsage } from '../usage/usage-meter.js';

/** What became of a small program in a real subject container. */
export interface ProbeResult {
  readonly log: string;
  readonly usage: InstanceUsage;
  readonly outputBytes: number;
  /** null when it was ended for its output. */
  readonly exit: ContainerExit | null;
}

const PROBE_LIMITS: PodLimits = {
  memoryMib: 64,
  cpus: 0.5,
  processes: 32,
  diskMib: 8,
  outputBytes: 256 * 1024,
  buildTimeoutMs: 20_000,
  startTimeoutMs: 20_000,
  testTimeoutMs: 20_000,
  wallTimeoutMs: 20_000,
};

const PROBE_DEADLINE_MS = 30_000;
const SAMPLE_INTERVAL_MS = 50;

/** Runs a Python program alone in a pause and a subject container, exactly as a submission would run. */
export async function runProbe(docker: Docker, images: ImageNames, program: string): Promise<ProbeResult> {
  const runId = makeRunId();
  const identity = {
    runId,
    podId: `doctor-${runId}`,
    attempt: 1,
    owner: makeOwner(),
    slot: new SlotPool().take(),
  };
  const containers: PodContainer[] = [];
  try {
    const pause = await PodContainer.create(docker, pauseSpec(identity, images('pause')));
    containers.push(pause);
    await pause.start({ stdout: () => undefined, stderr: () => undefined });
    const spec = subjectSpec(identity, images('python'), {
      index: 0,
      runtime: 'python',
      limits: PROBE_LIMITS,
      services: [],
    });
    const container = await PodContainer.create(docker, spec);
    containers.push(container);
    return await watch(container, program, identity);
  } finally {
    await removePod(docker, identity, containers);
  }
}

async function watch(container: PodContainer, program: string, { podId }: PodIdentity): Promise<ProbeResult> {
  const ended = new Deferred<ContainerExit | null>();
  const archive = await packFiles([{ path: 'main.py', content: program }]);
  const subject = new SubjectInstance(
    container,
    { index: 0, kind: 'service', archive, limits: PROBE_LIMITS },
    {
      onMark: () => undefined,
      onExit: (_, exit) => ended.resolve(exit),
      onEarlyExit: (words) =>
        ended.reject(new PlatformFault('pod-not-started', `The probe's container ended. ${words}`)),
      onOutputLimit: () => ended.resolve(null),
      onEngineLost: (fault) => ended.reject(fault),
    },
  );
  await subject.boot();
  const sampling = setInterval(() => void subject.meter.sample(), SAMPLE_INTERVAL_MS);
  try {
    if (!(await subject.feed()))
      throw new PlatformFault('internal', `The probe was not built: ${subject.buildLog.read()}`);
    const late = (): Error =>
      new PlatformFault('internal', `${podId} did not end within ${PROBE_DEADLINE_MS} ms`);
    const exit = await within(PROBE_DEADLINE_MS, ended.promise, late);
    return { log: subject.log.read(), usage: subject.meter.total(), outputBytes: subject.outputBytes, exit };
  } finally {
    clearInterval(sampling);
    subject.close();
  }
}
