import type { ContainerCreateOptions } from 'dockerode';
import { z } from 'zod';

const NameSpace = z.looseObject({ type: z.string(), path: z.string().optional() });
const Mount = z.looseObject({
  destination: z.string(),
  type: z.string().optional(),
  source: z.string().optional(),
  options: z.array(z.string()).optional(),
});

/**
 * `config.json` (OCI runtime specification 1.0): the parts that are written anew, and what must stand there for a container to be taken for
 * a pattern at all. Everything else stays as the engine wrote it.
 */
export const RuntimeSpec = z.looseObject({
  process: z.looseObject({
    user: z.looseObject({ uid: z.number(), gid: z.number(), additionalGids: z.array(z.number()).optional() }),
    args: z.array(z.string()),
    env: z.array(z.string()),
    cwd: z.string(),
    rlimits: z.array(z.looseObject({ type: z.string() })).optional(),
    noNewPrivileges: z.literal(true),
    // SECURITY: A06: none, in any of the sets.
    capabilities: z.record(z.string(), z.array(z.never()).nullish()).nullish(),
  }),
  root: z.looseObject({ path: z.string(), readonly: z.literal(true) }),
  mounts: z.array(Mount),
  linux: z.looseObject({
    resources: z.looseObject({
      memory: z.looseObject({}),
      cpu: z.looseObject({}).optional(),
      pids: z.looseObject({}),
    }),
    cgroupsPath: z.string(),
    namespaces: z.array(NameSpace),
    seccomp: z.looseObject({ architectures: z.array(z.string()).min(1) }),
    // Who joins another's name space must not set anything there.
    sysctl: z.strictObject({}).nullish(),
    // They would be another container's.
    uidMappings: z.array(z.never()).nullish(),
    gidMappings: z.array(z.never()).nullish(),
  }),
});
export type RuntimeSpec = z.infer<typeof RuntimeSpec>;

/** What an image says of itself. */
export interface ImageDefaults {
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly env: readonly string[];
  readonly workingDir: string;
}

/** How the engine would start containers of one image. */
export interface PatternText {
  /** `config.json` of a container whose own program is `placeholder`. */
  readonly spec: RuntimeSpec;
  readonly placeholder: readonly string[];
  readonly image: ImageDefaults;
}

/** Where one life of a container is. */
export interface LifePlace {
  /** Path of the file of the network name space that it joins. */
  readonly network: string;
  readonly cgroupsPath: string;
}

/** Of the engine: how long a period of its limit of processor time is. */
const CPU_PERIOD_US = 100_000;
const SHARED_MEMORY = '/dev/shm';

/**
 * What the engine would write for this container, from what it wrote for another of the same image. It says so itself: a test holds both
 * side by side (`runtime-spec.int-spec.ts`).
 * @param order of `hardenedContainer`: what else it could say is not looked at
 */
export function toRuntimeSpec(
  { spec, placeholder, image }: PatternText,
  order: ContainerCreateOptions,
  place: LifePlace,
): RuntimeSpec {
  const { process, linux } = spec;
  const init = process.args.slice(0, process.args.length - placeholder.length);
  return {
    ...spec,
    process: {
      ...process,
      user: userOf(process.user, order),
      args: [...init, ...image.entrypoint, ...(order.Cmd ?? image.command)],
      env: environmentOf(image.env, order.Env ?? []),
      cwd: order.WorkingDir ?? (image.workingDir || '/'),
      rlimits: (order.HostConfig?.Ulimits ?? []).map(({ Name = '', Soft, Hard }) => ({
        type: `RLIMIT_${Name.toUpperCase()}`,
        hard: Hard,
        soft: Soft,
      })),
    },
    mounts: [...spec.mounts.map((mount) => sized(mount, order)), ...disksOf(order)],
    linux: {
      ...linux,
      resources: resourcesOf(linux.resources, order),
      cgroupsPath: place.cgroupsPath,
      // SECURITY: A16: the machine's own, which the engine names first: calls of any other set end the program.
      seccomp: { ...linux.seccomp, architectures: linux.seccomp.architectures.slice(0, 1) },
      namespaces: linux.namespaces.map((one) =>
        one.type === 'network' ? { ...one, path: place.network } : one,
      ),
    },
  };
}

function userOf(user: RuntimeSpec['process']['user'], { User = '' }: ContainerCreateOptions) {
  const [uid = Number.NaN, gid = Number.NaN] = User.split(':').map(Number);
  return { ...user, uid, gid, additionalGids: user.additionalGids?.map(() => gid) ?? [] };
}

/** As the engine merges them: what a container says goes before the image, and a name without a value takes it away. */
function environmentOf(ofImage: readonly string[], own: readonly string[]): string[] {
  const values = new Map<string, string | null>();
  for (const line of [...ofImage, ...own]) {
    const at = line.indexOf('=');
    values.set(at === -1 ? line : line.slice(0, at), at === -1 ? null : line);
  }
  return [...values.values()].filter((line) => line !== null);
}

function sized(mount: z.infer<typeof Mount>, { HostConfig }: ContainerCreateOptions) {
  if (mount.destination !== SHARED_MEMORY) return mount;
  const others = (mount.options ?? []).filter((option) => !option.startsWith('size='));
  return { ...mount, options: [...others, `size=${HostConfig?.ShmSize}`] };
}

function disksOf({ HostConfig }: ContainerCreateOptions): z.infer<typeof Mount>[] {
  return Object.entries((HostConfig?.Tmpfs ?? {}) as Record<string, string>).map(
    ([destination, options]) => ({
      destination,
      type: 'tmpfs',
      source: 'tmpfs',
      options: ['rprivate', ...options.split(',')],
    }),
  );
}

function resourcesOf(
  { memory, cpu, pids, ...others }: RuntimeSpec['linux']['resources'],
  { HostConfig = {} }: ContainerCreateOptions,
) {
  const { Memory, MemorySwap, PidsLimit, NanoCpus } = HostConfig;
  return {
    ...others,
    memory: { ...memory, limit: Memory, swap: MemorySwap },
    pids: { ...pids, limit: PidsLimit },
    cpu:
      NanoCpus === undefined
        ? cpu
        : { ...cpu, quota: (NanoCpus * CPU_PERIOD_US) / 1e9, period: CPU_PERIOD_US },
  };
}
