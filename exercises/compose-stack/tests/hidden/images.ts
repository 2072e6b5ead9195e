import type { Service } from './compose.ts';
import type { Name } from './quay.ts';
import { toCommand } from './words.ts';

interface Origin {
  readonly repository: RegExp;
  /** What the tag begins with: two numbers of the version at least. */
  readonly version: RegExp;
  readonly words: string;
}

const QUAY: Origin = {
  repository: /^registry\.quay\.example\/quay$/,
  version: /^2\.8\.1$/,
  words: '2.8.1',
};

const ORIGINS: Readonly<Record<Name, Origin>> = {
  front: {
    repository: /^(?:docker\.io\/)?nginxinc\/nginx-unprivileged$/,
    version: /^1\.\d+/,
    words: '1.x of nginx-unprivileged',
  },
  api: QUAY,
  worker: QUAY,
  migrate: QUAY,
  database: {
    repository: /^(?:docker\.io\/)?(?:library\/)?postgres$/,
    version: /^17\.\d+/,
    words: '17.x of postgres',
  },
  cache: { repository: /^(?:docker\.io\/)?(?:library\/)?redis$/, version: /^8\.\d+/, words: '8.x of redis' },
};

/** @see https://docs.docker.com/reference/compose-file/services/#image */
export function judgeImage({ fields }: Service, name: Name): string {
  const image = String(fields.image ?? '');
  const [, repository = '', tag, digest] =
    /^([^@\s]+?)(?::([\w.-]+))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(image) ?? [];
  const origin = ORIGINS[name];
  if (!origin.repository.test(repository)) return `is another image: ${image}`;
  if (digest !== undefined) {
    const [major = ''] = /\d+/.exec(origin.words) ?? [];
    return tag === undefined || !/^\d/.test(tag) || tag.split('.')[0] === major
      ? 'stays the same'
      : `is another version: ${image}`;
  }
  return origin.version.test(tag ?? '') ? 'stays the same' : `is not pinned to ${origin.words}: ${image}`;
}

/** The words of a program, without a shell that gives way to it. */
export function judgeProgram({ command }: Service): string {
  const { script, words } = toCommand(command);
  const [first, ...rest] = words;
  const own = script !== null && first === 'exec' ? rest : words;
  const line = script !== null && first !== 'exec' ? `sh -c ${script}` : own.join(' ');
  return line
    .replace(/^(?:\/usr\/local\/bin\/)?(?:docker-entrypoint\.sh )?/, '')
    .replace(/^(redis-server --appendonly yes)\b.*$/, '$1');
}
