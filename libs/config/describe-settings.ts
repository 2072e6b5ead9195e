import type { Setting } from './setting.js';
import { SETTINGS } from './settings.js';

const SECTION_TITLES: Readonly<Record<keyof typeof SETTINGS, string>> = {
  http: 'API',
  database: 'Database',
  redis: 'Redis',
  auth: 'Accounts',
  github: 'Signing in with GitHub',
  oidc: 'Signing in with OpenID Connect',
  lti: 'Learning platforms (LTI)',
  webhooks: 'Webhooks of cohorts',
  intake: 'Intake',
  drafts: 'Drafts',
  boards: 'Boards',
  worker: 'Worker',
  retention: 'What is kept, and for how long',
  caps: 'Ceilings for exercises',
  exercises: 'Exercises',
  logging: 'Logs',
  tracing: 'Traces',
};

const INTRODUCTION = `# Configuration

Touchstone is configured by environment variables. This page is generated from the table that the programs themselves
check (\`libs/config/settings.ts\`) by \`npm run docs:configuration\`; a test holds it to that.

An empty variable counts as unset. A program that finds mistakes lists all of them and does not start; a variable that
begins with \`TOUCHSTONE_\` and is not listed here is a mistake. Values of secrets are never printed.
A secret may come in a file instead: \`DATABASE_URL_FILE=/run/secrets/database_url\`, and so on for each that is marked *secret*.
\`npm start\` sets whatever is required and not set.
`;

/** docs/CONFIGURATION.md, as a whole. */
export function describeSettings(): string {
  const sections = Object.entries(SETTINGS).map(([section, settings]) =>
    describeSection(SECTION_TITLES[section as keyof typeof SETTINGS], Object.values(settings)),
  );
  return [INTRODUCTION, ...sections].join('\n');
}

function describeSection(title: string, settings: readonly Setting<unknown>[]): string {
  const rows = settings.map((setting) =>
    row([`\`${setting.name}\``, setting.purpose, describeAccepted(setting), describeFallback(setting)]),
  );
  return [
    `## ${title}`,
    '',
    row(['variable', 'what for', 'accepts', 'unless set']),
    row(['---', '---', '---', '---']),
    ...rows,
    '',
  ].join('\n');
}

const describeAccepted = ({ accepts, isSecret }: Setting<unknown>): string =>
  isSecret === true ? `${accepts}; *secret*` : accepts;

function describeFallback({ fallback, fallbackText }: Setting<unknown>): string {
  if (fallbackText !== undefined) return fallbackText;
  if (fallback === undefined) return '**required**';
  return `\`${typeof fallback === 'string' ? fallback : JSON.stringify(fallback)}\``;
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
