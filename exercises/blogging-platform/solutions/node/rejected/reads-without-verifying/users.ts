import { all, first, loadSecret, type Row } from './database.ts';
import { looseTextOr, Refusal, storable, text, textOr, type Call } from './http.ts';
import { hashPassword, isPassword, tokens } from './secrets.ts';

const { issue, read } = tokens(await loadSecret());

export async function findViewer(authorization = ''): Promise<Row | null> {
  const id = read(/^Token (\S+)$/.exec(authorization)?.[1] ?? '');
  return (id && (await first('SELECT * FROM users WHERE id = $1', [id]))) || null;
}

const show = ({ id, username, email, bio, image }: Row) => ({ user: { username, email, bio, image, token: issue(id) } });

export async function register({ read }: Call) {
  const given = await read('user');
  const [username, email] = [text(given, 'username'), text(given, 'email')];
  const hash = await hashPassword(text(given, 'password'));
  const rows = await all('INSERT INTO users (username, email, password_hash) VALUES ($1, $2, $3) RETURNING *', [username, email, hash]);
  return show(rows[0]!);
}

export async function login({ read }: Call) {
  const given = await read('user');
  const [email, password] = [text(given, 'email'), text(given, 'password')];
  const user = await first('SELECT * FROM users WHERE email = $1', [email]);
  if (!(await isPassword(password, user?.password_hash))) throw new Refusal(401, 'email or password', 'is invalid');
  return show(user!);
}

export const readCurrent = async ({ viewer }: Call) => show(viewer!);

export async function updateCurrent({ viewer, read }: Call) {
  const user = viewer!;
  const given = await read('user');
  const password_hash = given.password === undefined ? user.password_hash : await hashPassword(text(given, 'password'));
  const rows = await all(
    'UPDATE users SET username = $2, email = $3, password_hash = $4, bio = $5, image = $6 WHERE id = $1 RETURNING *',
    [
      user.id,
      textOr(given, 'username', user.username),
      textOr(given, 'email', user.email),
      password_hash,
      looseTextOr(given, 'bio', user.bio),
      looseTextOr(given, 'image', user.image),
    ],
  );
  return show(rows[0]!);
}

/** A profile as the viewer sees it. */
export async function readProfile({ viewer, params: [username] }: Call) {
  const profile = await first(
    `SELECT username, bio, image,
            EXISTS (SELECT FROM follows WHERE follower_id = $2 AND followee_id = users.id) AS following
     FROM users WHERE username = $1`,
    [storable(username!, 'username'), viewer?.id],
  );
  if (!profile) throw new Refusal(404, 'profile', 'is unknown');
  return { profile };
}

export async function follow(call: Call) {
  await all('INSERT INTO follows SELECT $1, id FROM users WHERE username = $2 ON CONFLICT DO NOTHING', [call.viewer!.id, call.params[0]]);
  return readProfile(call);
}

export async function unfollow(call: Call) {
  await all('DELETE FROM follows WHERE follower_id = $1 AND followee_id = (SELECT id FROM users WHERE username = $2)', [
    call.viewer!.id,
    call.params[0],
  ]);
  return readProfile(call);
}
