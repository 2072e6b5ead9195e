import { setTimeout as delay } from 'node:timers/promises';
import { KitFailure } from '../failures.js';
import { probeGrpc } from '../grpc/probe-grpc.js';
import { sendRequest } from '../http/send-request.js';
import { connectModule } from '../module/module-connections.js';
import { ReceivedBytes } from '../received-bytes.js';
import { getSession, type Session } from '../session.js';

/** The pauses grow: most programs are up within a moment, and a slow one is not helped by questions. */
const FIRST_PAUSE_MS = 4;
const LONGEST_PAUSE_MS = 50;
const PROBE_TIMEOUT_MS = 1000;
const PROBE_METHOD = 'GET';
const PROBE_PATH = '/healthz';

/**
 * Resolves once an instance answers: any HTTP or gRPC answer of a service, the driver's greeting of a module.
 * @throws KitFailure in words for the learner, when it ended or `startTimeoutMs` passed
 */
export async function waitUntilReady(instance: number): Promise<void> {
  const session = getSession();
  const giveUpAt = performance.now() + session.startTimeoutMs;
  let problem: unknown;
  let pauseMs = FIRST_PAUSE_MS;
  while (performance.now() < giveUpAt) {
    try {
      await probe(session, instance);
      return;
    } catch (error) {
      problem = error;
    }
    if (session.pod.status(instance) === 'crashed')
      throw new KitFailure('crashed', describeEarlyEnd(session, instance));
    await delay(pauseMs);
    pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 1.25);
  }
  throw new KitFailure('connection', describeSilence(session, instance, problem));
}

export function describeExit(exit: {
  readonly exitCode: number | null;
  readonly oomKilled: boolean;
}): string {
  if (exit.oomKilled) return 'it used more memory than allowed and was killed';
  return exit.exitCode === null ? 'it was killed' : `exit code ${exit.exitCode}`;
}

function describeEarlyEnd(session: Session, instance: number): string {
  const crash = session.pod.crashes.findLast((one) => one.instance === instance);
  return `The program ended (${crash ? describeExit(crash) : 'nobody knows how'}) before it answered.`;
}

async function probe(session: Session, instance: number): Promise<void> {
  const port = getPort(session, instance);
  if (session.kind === 'module') {
    await connectModule(instance, port, PROBE_TIMEOUT_MS);
    return;
  }
  if (session.speaks === 'grpc') {
    await probeGrpc(port, PROBE_TIMEOUT_MS);
    return;
  }
  await sendRequest({
    port,
    method: PROBE_METHOD,
    path: PROBE_PATH,
    headers: {},
    body: null,
    timeoutMs: PROBE_TIMEOUT_MS,
    signal: new AbortController().signal,
    received: new ReceivedBytes(),
  });
}

function getPort(session: Session, instance: number): number {
  return session.pod.subjects[instance]?.port ?? 0;
}

function describeSilence(session: Session, instance: number, problem: unknown): string {
  const port = getPort(session, instance);
  const within = `within ${session.startTimeoutMs} ms`;
  if (session.kind === 'module')
    return `The program was not loaded ${within}: does it block while it is imported?`;
  const category = problem instanceof KitFailure ? problem.category : 'connection';
  if (session.speaks === 'grpc' && problem instanceof KitFailure && codeOf(problem) !== 'ECONNREFUSED')
    return `Port ${port} did not answer in gRPC ${within}: ${problem.message}.`;
  if (category === 'timeout')
    return `Port ${port} accepted connections but answered no HTTP request ${within}.`;
  if (category === 'error')
    return `Port ${port} did not answer in HTTP ${within}: ${(problem as Error).message}`;
  if (hangsUp(problem))
    return `Port ${port} closed every connection without an answer to ${PROBE_METHOD} ${PROBE_PATH} ${within}. Any answer will do, also 404; does the program fail while it makes one?`;
  return `Nothing listened on port ${port} ${within}. Listen on the port in the environment variable PORT, on 127.0.0.1 or on all addresses.`;
}

/** Somebody took the connection: it was closed, not refused. */
function hangsUp(problem: unknown): boolean {
  return ['ECONNRESET', 'EPIPE'].includes(codeOf(problem));
}

/** Of the error of the network beneath it; empty when there is none. */
function codeOf(problem: unknown): string {
  const cause = problem instanceof KitFailure ? (problem.cause as { code?: string } | undefined) : undefined;
  return cause?.code ?? '';
}
