import type { Service } from './compose.ts';
import { toTexts } from './fields.ts';
import type { Name } from './quay.ts';
import { toBoolean } from './values.ts';

/** Names that an image knows, besides numbers. */
const USERS: Readonly<Record<Name, readonly string[]>> = {
  front: ['nginx', '101'],
  api: [],
  worker: [],
  migrate: [],
  database: ['postgres', '999', '70'],
  cache: ['redis', '999'],
};

/** In Alpine PostgreSQL has another number. */
function usersOf({ fields }: Service, name: Name): readonly string[] {
  if (name !== 'database') return USERS[name];
  const [, tag = ''] = /:([\w.-]+)(?:@|$)/.exec(String(fields.image)) ?? [];
  if (tag === '') return USERS.database;
  return USERS.database.filter((user) => user !== (tag.includes('alpine') ? '999' : '70'));
}

/** @see https://docs.docker.com/reference/compose-file/services/#user */
export function findUser(service: Service, name: Name): string {
  const fine = 'a user who can run it';
  const { user } = service.fields;
  if (user === undefined || user === null || user === '')
    return name === 'front' ? fine : 'the user of the image, root';
  const [owner = ''] = String(user).split(':');
  if (owner === 'root' || /^0+$/.test(owner)) return 'root';
  const users = usersOf(service, name);
  if (users.length === 0) return /^\d+$/.test(owner) ? fine : `${owner}, whom the image does not know`;
  return users.includes(owner) ? fine : `${owner}, who cannot run it`;
}

const NAMESPACES = ['pid', 'ipc', 'uts', 'network_mode', 'userns_mode', 'cgroup'];

/** What a process could gain rights by. */
export function listWays({ fields }: Service): string[] {
  const options = toTexts(fields.security_opt).map((one) => one.replaceAll(' ', ''));
  const drops = toTexts(fields.cap_drop).map((one) => one.toUpperCase());
  const ways: readonly (readonly [boolean, string])[] = [
    [toBoolean(fields.privileged, 'privileged'), 'a privileged container'],
    [!drops.includes('ALL'), 'capabilities'],
    [toTexts(fields.cap_add).length > 0, 'added capabilities'],
    [!options.some((one) => /^no-new-privileges(?:[:=]true)?$/.test(one)), 'new privileges'],
    [options.some((one) => /[:=]unconfined$/.test(one)), 'no profile of the runtime'],
    [NAMESPACES.some((name) => fields[name] === 'host'), 'namespaces of the server'],
    [toTexts(fields.devices).length > 0, 'devices of the server'],
    [toTexts(fields.group_add).length > 0, 'further groups'],
  ];
  return ways.filter(([isOpen]) => isOpen).map(([, way]) => way);
}
