import type { EngineFacts } from './engine-facts.js';
import { hasFix } from './version-order.js';

interface KnownHole {
  readonly part: 'version' | 'containerd' | 'runc';
  readonly cves: string;
  /** First version with the fix, for each branch that got one. */
  readonly fixedIn: readonly string[];
  /** Revisions of distributions that carry the fix under an older version. */
  readonly mendedIn?: readonly RegExp[];
  readonly allows: string;
  readonly concerns?: (facts: EngineFacts) => boolean;
}

/** SECURITY: A01, A02, A03, A07, F05: from the advisories of runc, containerd and moby. */
const KNOWN_HOLES: readonly KnownHole[] = [
  {
    part: 'runc',
    cves: 'CVE-2019-5736',
    fixedIn: ['1.0.0-rc7'],
    allows: 'root in a container can overwrite the host’s runc (pods have no root)',
  },
  {
    part: 'runc',
    cves: 'CVE-2024-21626',
    fixedIn: ['1.1.12'],
    mendedIn: [/^1\.1\.5\+ds1-1\+deb12u[1-9]/],
    allows:
      'a working directory or image of the attacker’s choice reaches the host’s files (pods have neither)',
  },
  {
    part: 'runc',
    cves: 'CVE-2025-31133, CVE-2025-52565, CVE-2025-52881',
    fixedIn: ['1.2.8', '1.3.3', '1.4.0-rc.3'],
    allows: 'containers that share mounts, or images of the attacker’s choice, break out (pods have neither)',
  },
  {
    part: 'containerd',
    cves: 'CVE-2020-15257',
    fixedIn: ['1.3.9', '1.4.3'],
    allows: 'root in a container on the host’s network takes over the host (pods have neither)',
  },
  {
    part: 'version',
    cves: 'CVE-2024-41110',
    fixedIn: ['23.0.15', '25.0.6', '26.1.5', '27.1.1'],
    allows: 'a request without a body passes by the engine’s authorization plugins',
    concerns: ({ authorizationPlugins }) => authorizationPlugins.length > 0,
  },
  {
    part: 'version',
    cves: 'CVE-2026-41567, CVE-2026-41568, CVE-2026-42306',
    fixedIn: ['29.5.1'],
    allows: 'a running container can misuse `docker cp` (Touchstone never copies that way: nor should you)',
    concerns: ({ engine }) => engine === 'Docker',
  },
];

/** Pods use uids up to 559 999, and a mapped name space has to have them. */
const UIDS_NEEDED = 560_000;

/** What an operator should know about this engine. A warning is no failure: whether the limits hold is tried, not read. */
export function listEngineWarnings(facts: EngineFacts): string[] {
  return [...KNOWN_HOLES.flatMap((hole) => warnOf(hole, facts)), ...warnOfSetup(facts), ...facts.complaints];
}

function warnOf(
  { part, cves, fixedIn, mendedIn = [], allows, concerns }: KnownHole,
  facts: EngineFacts,
): string[] {
  const version = facts[part];
  if (version === null || concerns?.(facts) === false || mendedIn.some((form) => form.test(version)))
    return [];
  const name = part === 'version' ? facts.engine : part;
  const fixed = hasFix(version, fixedIn);
  if (fixed === true) return [];
  if (fixed === null)
    return [`${name} ${version}: its version has no known form; make sure that it has the fix of ${cves}`];
  return [
    `${name} ${version} has ${cves}, unless your distribution backported the fix: ${allows}. ` +
      `Fixed in ${fixedIn.join(', ')}: upgrade ${name}.`,
  ];
}

function warnOfSetup(facts: EngineFacts): string[] {
  const warnings: string[] = [];
  if (facts.runc === null && (facts.runtime ?? 'runc') === 'runc')
    warnings.push(
      'the engine does not tell the version of runc: make sure that it is 1.2.8, 1.3.3, 1.4.0 or newer',
    );
  if (facts.seccomp === null)
    warnings.push('the engine filters no system calls: take `seccomp=unconfined` out of its settings');
  const mapped = facts.security.filter((option) => option === 'userns' || option === 'rootless');
  if (mapped.length > 0)
    warnings.push(
      `the engine maps users (${mapped.join(', ')}): pods do not start unless /etc/subuid and /etc/subgid give it ${UIDS_NEEDED} ids`,
    );
  return warnings;
}
