import type Docker from 'dockerode';
import { z } from 'zod';
import { engineCall } from '../pod/engine-call.js';

/** What the engine says about itself. null: it does not say. */
export interface EngineFacts {
  /** `Docker`, or what another engine behind the same API calls itself. */
  readonly engine: string;
  readonly version: string | null;
  readonly containerd: string | null;
  readonly runc: string | null;
  /** What containers are started with: `runc` unless the operator chose another. */
  readonly runtime: string | null;
  readonly kernel: string | null;
  readonly system: string | null;
  readonly cgroupVersion: string | null;
  readonly cgroupDriver: string | null;
  readonly storage: string | null;
  readonly cpus: number;
  readonly memoryBytes: number;
  /** The engine's seccomp profile; null when it filters nothing. */
  readonly seccomp: string | null;
  /** `apparmor`, `selinux`, `userns`, `rootless`, …: without seccomp. */
  readonly security: readonly string[];
  readonly authorizationPlugins: readonly string[];
  /** What the engine itself warns of. */
  readonly complaints: readonly string[];
}

const words = z.string().nullish().catch(null);
const wordList = z.array(z.string()).nullish().catch(null);
const commit = z.object({ ID: words }).nullish().catch(null);

const EngineVersion = z.object({
  Version: words,
  Components: z
    .array(z.object({ Name: z.string(), Version: words }))
    .nullish()
    .catch(null),
});

const EngineInfo = z.object({
  ServerVersion: words,
  ContainerdCommit: commit,
  RuncCommit: commit,
  DefaultRuntime: words,
  KernelVersion: words,
  OperatingSystem: words,
  CgroupVersion: words,
  CgroupDriver: words,
  Driver: words,
  NCPU: z.number().catch(0),
  MemTotal: z.number().catch(0),
  SecurityOptions: wordList,
  Plugins: z.object({ Authorization: wordList }).nullish().catch(null),
  Warnings: wordList,
});

/** @throws PlatformFault `engine-unavailable` */
export async function readEngineFacts(docker: Docker): Promise<EngineFacts> {
  const ask = <T>(answer: Promise<T>): Promise<T> =>
    engineCall('describe itself', 'engine-unavailable', answer);
  const [version, info] = await Promise.all([ask(docker.version()), ask(docker.info() as Promise<unknown>)]);
  return toEngineFacts(version, info);
}

/** Reads the answers of `/version` and `/info`. Engines leave out what they do not have, so nothing of them is needed. */
export function toEngineFacts(versionAnswer: unknown, infoAnswer: unknown): EngineFacts {
  const version = EngineVersion.parse(versionAnswer);
  const info = EngineInfo.parse(infoAnswer);
  const components = version.Components ?? [];
  const find = (name: RegExp) => components.find(({ Name }) => name.test(Name));
  const engine = find(/engine/i);
  const options = (info.SecurityOptions ?? []).map(parseOption);
  const seccomp = options.find(({ name }) => name === 'seccomp');
  return {
    engine: engine === undefined || engine.Name === 'Engine' ? 'Docker' : engine.Name,
    version: engine?.Version ?? version.Version ?? info.ServerVersion ?? null,
    containerd: fuller(find(/^containerd$/i)?.Version, info.ContainerdCommit?.ID),
    runc: fuller(find(/^runc$/i)?.Version, info.RuncCommit?.ID),
    runtime: info.DefaultRuntime ?? null,
    kernel: info.KernelVersion ?? null,
    system: info.OperatingSystem ?? null,
    cgroupVersion: info.CgroupVersion ?? null,
    cgroupDriver: info.CgroupDriver ?? null,
    storage: info.Driver ?? null,
    cpus: info.NCPU,
    memoryBytes: info.MemTotal,
    seccomp: seccomp?.profile === 'unconfined' ? null : (seccomp?.profile ?? null),
    security: options.map(({ name }) => name).filter((name) => name !== 'seccomp'),
    authorizationPlugins: info.Plugins?.Authorization ?? [],
    complaints: info.Warnings ?? [],
  };
}

/** `name=seccomp,profile=builtin`; engines before 1.13 say `seccomp`. */
function parseOption(option: string): { name: string; profile: string } {
  const fields = new Map(option.split(',').map((field) => field.split('=') as [string, string | undefined]));
  return { name: fields.get('name') ?? option, profile: fields.get('profile') ?? 'default' };
}

/** Distributions put their revision, which tells what they mended, where others have a hash. */
function fuller(version: string | null | undefined, commitId: string | null | undefined): string | null {
  if (!version) return commitId && /^v?\d+\.\d/.test(commitId) ? commitId : null;
  return commitId?.startsWith(version) ? commitId : version;
}
