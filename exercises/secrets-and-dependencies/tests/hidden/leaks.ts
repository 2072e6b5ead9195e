import { artifact } from '@touchstone/kit';
import { toRealPath } from './project-files.ts';

/** What was secret in each credential that leaked, and where it was. */
export const LEAKS: Readonly<Record<string, { readonly value: string; readonly files: readonly string[] }>> =
  {
    DATABASE_URL: { value: 'vR9/kd:Lw2+uPz7Qm4Xc', files: ['.env', 'README.md', 'config/settings.json'] },
    SESSION_KEY: {
      value: '5e0c93d1b87f42a6e9135bd07c48fa21d6b09e3474aa18cf',
      files: ['.env', 'config/settings.json', 'src/server.js'],
    },
    MAIL_PASSWORD: { value: 'tG7mZq2VxLw9KdPf4Rns', files: ['.env', 'src/partners.js'] },
    PAYMENT_KEY: { value: '8JxN2mQv7LdT4wKz9RbY', files: ['.env.example', 'README.md', 'compose.yaml'] },
    NOTIFY_URL: { value: 'q8ZtB3nWcX6vHs1KpLd5', files: ['src/partners.js'] },
    NPM_TOKEN: { value: 'Wm6Rz1KtQ9xVb4HnJc7Ls', files: ['.npmrc', 'Dockerfile', 'package-lock.json'] },
    DEPLOY_TOKEN: { value: 'Ny5Kq8TzXw2RvL7mBd3Gh', files: ['.github/workflows/deploy.yml', 'package.json'] },
  };

/** So much of a secret in a row is the secret: the rest could be guessed. */
const ENOUGH = 12;

export const isIn = (text: string, value: string): boolean =>
  Array.from({ length: value.length - ENOUGH + 1 }, (_, at) => value.slice(at, at + ENOUGH)).some((part) =>
    text.includes(part),
  );

/** Files in which what leaked can be read, once each text is read in the given ways. */
export function findLeaks(read: (text: string) => readonly string[]): string[] {
  return artifact.files().flatMap((path) => {
    const texts = read(artifact.text(path));
    return Object.entries(LEAKS)
      .filter(([, { value }]) => texts.some((text) => isIn(text, value)))
      .map(([name]) => `${toRealPath(path)}: ${name}`);
  });
}

export const asWritten = (text: string): string[] => [
  text,
  text.replaceAll(/%([0-9a-f]{2})/gi, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  ),
];

/** Everything in it that could be Base64 or hexadecimal, decoded. */
export const decoded = (text: string): string[] => [
  ...(text.match(/[\w+/-]{16,}/g) ?? []).flatMap((run) =>
    [0, 1, 2, 3].map((skip) => Buffer.from(run.slice(skip), 'base64').toString('latin1')),
  ),
  ...(text.match(/[0-9a-f]{24,}/gi) ?? []).flatMap((run) =>
    [0, 1].map((skip) => Buffer.from(run.slice(skip), 'hex').toString('latin1')),
  ),
];
