import type { Service } from './compose.ts';
import { at, toFields } from './fields.ts';
import { toBoolean, toNumber, toSeconds } from './values.ts';
import { splitWords, toCommand, type Command } from './words.ts';

/**
 * @see https://docs.docker.com/reference/compose-file/services/#healthcheck
 * @see https://docs.docker.com/reference/dockerfile/#healthcheck for the defaults
 */
export interface HealthCheck {
  readonly command: Command;
  readonly interval: number;
  readonly timeout: number;
  readonly retries: number;
  readonly startPeriod: number;
}

/** The health check of a service; null when there is none, or when it is switched off. */
export function readHealthCheck({ name, fields }: Service): HealthCheck | null {
  const check = toFields(fields.healthcheck);
  const command = toTest(check.test, name);
  if (command === null || toBoolean(check.disable, 'healthcheck.disable')) return null;
  return {
    command,
    // Nought stands for the default.
    interval: toSeconds(check.interval) || 30,
    timeout: toSeconds(check.timeout) || 30,
    retries: toNumber(check.retries, 'retries') || 3,
    startPeriod: toSeconds(check.start_period) ?? 0,
  };
}

function toTest(test: unknown, name: string): Command | null {
  if (test === undefined || test === null) return null;
  if (typeof test === 'string') return { script: test, words: splitWords(test) };
  const [form, ...rest] = (Array.isArray(test) ? test : []).map(String);
  if (form === 'NONE') return null;
  if (form === 'CMD') return toCommand(rest);
  if (form === 'CMD-SHELL') return { script: rest.join(' '), words: splitWords(rest.join(' ')) };
  throw new Error(`services.${name}.healthcheck.test begins with neither NONE, CMD nor CMD-SHELL.`);
}

/** Whether a check starts a program: the first word of a list, any word of a script. */
function runs({ command: { script, words } }: HealthCheck, program: string): boolean {
  if (script === null) {
    const first = words[0] === 'timeout' ? words.slice(1).find((word) => !/^(?:-|\d)/.test(word)) : words[0];
    return first?.split('/').at(-1) === program;
  }
  return new RegExp(`(?:^|[\\s;&|(!\`"/])${program}(?:$|[\\s;&|)"\`])`).test(script);
}

/** Why the check says nothing, whatever it asks; null when it may be right. */
export function findFlaw({ command: { script, words } }: HealthCheck): string | null {
  const text = script ?? words.join(' ');
  if (script === null && words.some((word) => /^(?:\|\|?|&&|;|>|2>&1)$/.test(word)))
    return 'a list of words has no shell that knows || and the like';
  if (script === null && words.length === 1 && /\s/.test(words[0] ?? ''))
    return `there is no program called "${words[0]}"`;
  if (/(?:\|\||;)\s*(?:true|:|exit\s+0|echo\b[^|;&]*)\s*;?\s*$/.test(text)) return 'it passes in any case';
  if (/(?:^|[^|])\|\s*(?:cat|tee\b.*|head\b.*|tail\b.*)\s*$/.test(text)) return 'it passes in any case';
  return null;
}

/** How long it may take until a container that hangs is called unhealthy. */
export const noticesWithin = ({ interval, timeout, retries }: HealthCheck): number =>
  retries * (interval + timeout);

/** When a container is called unhealthy at the earliest that passes no check from its start on. */
export const givesUpAfter = ({ interval, retries, startPeriod }: HealthCheck): number =>
  Math.max(retries * interval, startPeriod + (retries - 1) * interval);

const flawOr = (check: HealthCheck | null, otherwise: (check: HealthCheck) => string): string =>
  check === null ? 'has no health check' : (findFlaw(check) ?? otherwise(check));

/** `curl` that fails with the status, or a script that looks at it. */
const MINDS_STATUS = /(?:^|\s)(?:--fail(?:-with-body)?|-[a-zA-Z]*f[a-zA-Z]*)(?:\s|$)|http_code[^]*200/;

/** What a check that should ask for a path over HTTP does instead. */
export const judgeHttp = (service: Service, path: string): string =>
  flawOr(readHealthCheck(service), (check) => {
    const text = check.command.script ?? check.command.words.join(' ');
    const hosts = `(?:localhost|127\\.0\\.0\\.1|0\\.0\\.0\\.0|\\[::1\\]|\\$\\{?HOSTNAME\\}?|${service.name})`;
    const address = new RegExp(`(?:^|[\\s"'/])(?:http://)?${hosts}:8080${path}(?:$|[\\s"');&|])`);
    const isWget = runs(check, 'wget');
    const isCurl = runs(check, 'curl');
    if (!isWget && !isCurl) return 'is not asked by wget or curl';
    if (!address.test(text)) return 'is asked for another address';
    if (isWget && !/\s(?:--spider|--output-document|-[a-zA-Z]*O)/.test(text))
      return 'is answered into a file, which wget cannot write';
    if (isCurl && !isWget && !MINDS_STATUS.test(text))
      return 'is content with any status: curl ends with 0 for a 503, too';
    return `is asked for ${path}`;
  });

export const judgeWorker = (service: Service): string =>
  flawOr(readHealthCheck(service), ({ command: { script, words } }) =>
    /^(?:exec )?(?:timeout (?:-\S+ )*\d+s? )?(?:\/\S*\/)?quay alive(?: ?>\S* ?\/dev\/null(?: ?2>&1)?)?(?: ?\|\| ?exit 1)?;?$/.test(
      (script ?? words.join(' ')).trim().replaceAll(/\s+/g, ' '),
    )
      ? 'is asked by quay alive'
      : 'is asked something else',
  );

export const judgeDatabase = (service: Service): string =>
  flawOr(readHealthCheck(service), (check) => {
    const { script, words } = check.command;
    const text = script ?? words.join(' ');
    if (!runs(check, 'pg_isready') && !runs(check, 'psql')) return 'is not asked by pg_isready or psql';
    const [, host] =
      /(?:\s-q?h\s*|\s--host[ =]\s*|\bhost=|\bPGHOST=|postgres(?:ql)?:\/\/(?:[^\s/@"']*@)?)["']?([^\s"'/?:]*[/]?)/.exec(
        ` ${text}`,
      ) ?? [];
    const named = host ?? String(at(service.environment, 'PGHOST') ?? '');
    return named === '' || named.startsWith('/') ? 'is asked over its socket' : 'is asked over TCP';
  });

export const judgeCache = (service: Service): string =>
  flawOr(readHealthCheck(service), (check) => {
    const { script, words } = check.command;
    const text = script ?? words.join(' ');
    if (!runs(check, 'redis-cli') || !/\bping\b/i.test(text)) return 'is not asked by redis-cli ping';
    const fails = words.includes('-e');
    const reads =
      script !== null &&
      (/\|\s*(?:grep|egrep|fgrep)\b.*pong/i.test(script) ||
        /=~?\s*["']?\+?PONG/.test(script) ||
        /PONG["']?\s*=/.test(script));
    return fails || reads ? 'has to answer PONG' : 'may answer anything';
  });
