import bcrypt from 'bcryptjs';

const COST = 10;

/** Compared with when there is no user, so that an unknown address takes as long as a wrong password. */
const nobody = await bcrypt.hash('nobody has this password', COST);

export const hashPassword = (password: string) => bcrypt.hash(password, COST);

export async function matches(password: string, hash: string | null): Promise<boolean> {
  const same = await bcrypt.compare(password, hash ?? nobody);
  return same && hash !== null;
}
