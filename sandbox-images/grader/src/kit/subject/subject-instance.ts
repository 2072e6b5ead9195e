import type { ControlAction, ControlValues } from '#contracts';
import { httpClient, type HttpClient } from '../http/http-client.js';
import { closeModule } from '../module/module-connections.js';
import { getScope } from '../scope.js';
import { getSession } from '../session.js';
import { openEventStream, type EventStream, type EventStreamOptions } from '../streams/event-stream.js';
import { openWebSocket, type WebSocketConnection, type WebSocketOptions } from '../streams/web-socket.js';
import { pauseUntilEnd, resumeNow } from './pause.js';
import { waitUntilReady } from './readiness.js';

/** One running instance of the learner's program. */
export interface SubjectInstance extends HttpClient {
  readonly index: number;
  readonly port: number;
  /** Opens a WebSocket; see {@link WebSocketConnection}. */
  webSocket(path: string, options?: WebSocketOptions): Promise<WebSocketConnection>;
  /** Opens a stream of server-sent events; see {@link EventStream}. */
  eventStream(path: string, options?: EventStreamOptions): Promise<EventStream>;
  /** SIGTERM; resolves when it exited by itself or `graceMs` (default 5000) passed, in which case it still runs. */
  terminate(options?: { graceMs?: number }): Promise<ControlValues['terminate']>;
  /** kill -9; resolves when the process is gone. An instance that is down is started again before the next test. */
  kill(): Promise<void>;
  /** Kills it when it runs, starts it again with the same files and an empty disk, waits until it answers. */
  restart(): Promise<void>;
  /** Freezes and thaws every process of the instance. Thawed at the end of the test at the latest. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Last 64 KiB of stdout and stderr. */
  logs(): Promise<string>;
  /** Resident memory, CPU time and number of processes as its cgroup counts them. */
  usage(): Promise<ControlValues['read-usage']>;
}

export function subjectInstance(index: number): SubjectInstance {
  const findPort = () => getSession().pod.subjects[index]?.port ?? 0;
  return Object.defineProperties({} as SubjectInstance, {
    ...Object.getOwnPropertyDescriptors(httpClient(findPort)),
    ...Object.getOwnPropertyDescriptors({
      index,
      get port() {
        return findPort();
      },
      webSocket: async (path: string, options?: WebSocketOptions) => openWebSocket(findPort(), path, options),
      eventStream: async (path: string, options?: EventStreamOptions) =>
        openEventStream(findPort(), path, options),
    }),
    ...Object.getOwnPropertyDescriptors(faults(index)),
  });
}

function faults(
  instance: number,
): Omit<SubjectInstance, keyof HttpClient | 'index' | 'port' | 'webSocket' | 'eventStream'> {
  return {
    async terminate({ graceMs = 5000 } = {}) {
      getScope('subject.terminate');
      const action = { action: 'terminate', instance, graceMs } as const;
      return (await end(
        action,
        (value) => (value as ControlValues['terminate']).exited,
      )) as ControlValues['terminate'];
    },
    async kill() {
      getScope('subject.kill');
      await end({ action: 'kill', instance }, () => true);
    },
    async restart() {
      getScope('subject.restart');
      await restartInstance(instance);
    },
    pause: () => pauseUntilEnd('subject.pause', instance),
    resume: () => resumeNow('subject.resume', instance),
    async logs() {
      getScope('subject.logs');
      return ((await getSession().control({ action: 'read-logs', instance })) as ControlValues['read-logs'])
        .text;
    },
    async usage() {
      getScope('subject.usage');
      return (await getSession().control({ action: 'read-usage', instance })) as ControlValues['read-usage'];
    },
  };
}

/** Starts an instance afresh and waits until it answers. Also what the runner does after a crash. */
export async function restartInstance(instance: number): Promise<void> {
  const { control, pod } = getSession();
  closeModule(instance);
  // Before the request, so that an end of the new program that arrives with the worker's answer is not overlooked.
  pod.mark(instance, 'starting');
  await control({ action: 'restart', instance });
  await waitUntilReady(instance);
  pod.mark(instance, 'up');
}

/** @param hasEnded of what the worker answered: whether the instance is gone */
async function end(
  action: Extract<ControlAction, { action: 'kill' | 'terminate' }>,
  hasEnded: (value: unknown) => boolean,
): Promise<unknown> {
  const { control, pod } = getSession();
  const { instance } = action;
  let becomes = pod.status(instance);
  pod.mark(instance, 'ending');
  try {
    const value = await control(action);
    if (hasEnded(value)) {
      closeModule(instance);
      becomes = 'down';
    }
    return value;
  } finally {
    // Whoever started it again meanwhile has the last word, and so has a crash.
    if (pod.status(instance) === 'ending') pod.mark(instance, becomes);
  }
}
