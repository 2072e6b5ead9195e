import { artifact } from '@touchstone/kit';
import { toFields, toTexts, type Fields } from './fields.ts';

export const CREDENTIALS = [
  'DATABASE_URL',
  'SESSION_KEY',
  'MAIL_PASSWORD',
  'PAYMENT_KEY',
  'NOTIFY_URL',
  'METRICS_TOKEN',
  'NPM_TOKEN',
  'DEPLOY_TOKEN',
] as const;

/** Those without which the service does not start. */
export const OF_THE_SERVICE: readonly string[] = CREDENTIALS.slice(0, 6);

/** `dot-env` stands for `.env`. */
export const toRealPath = (path: string): string =>
  path
    .split('/')
    .map((name) => name.replace(/^dot-/, '.'))
    .join('/');

export const readSettings = (): [string, Fields][] =>
  Object.entries(toFields(artifact.json('config/settings.json'))).map(([name, value]) => [
    name,
    toFields(value),
  ]);

/** `NAME=value` lines, as dotenv reads them. */
export function readEnvFile(path: string): Map<string, string> {
  const lines = artifact.text(path).split(/\r?\n/);
  const found = lines.map((line) => /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*)$/.exec(line));
  return new Map(
    found.filter((one) => one !== null).map(([, name = '', value = '']) => [name, toValue(value)]),
  );
}

const toValue = (text: string): string =>
  (/^(["'])(.*?)\1/.exec(text)?.[2] ?? text.replace(/(?:^|\s)#.*$/, '')).trim();

export interface Step {
  readonly run: string;
  /** What the step's commands see: of the workflow, its job and itself. */
  readonly env: Readonly<Record<string, string>>;
}

export function listSteps(): Step[] {
  const workflow = toFields(artifact.yaml('dot-github/workflows/deploy.yml'));
  return Object.values(toFields(workflow.jobs))
    .map(toFields)
    .flatMap((job) =>
      (Array.isArray(job.steps) ? job.steps : []).map(toFields).map((step) => ({
        run: typeof step.run === 'string' ? step.run : '',
        env: { ...toTexts(workflow.env), ...toTexts(job.env), ...toTexts(step.env) },
      })),
    );
}

/** Files of the sources, which are JavaScript. */
export const listSources = (): string[] =>
  artifact.files().filter((path) => path.startsWith('src/') && /\.[cm]?js$/.test(path));
