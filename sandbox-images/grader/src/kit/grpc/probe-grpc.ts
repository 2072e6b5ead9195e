import { KitFailure } from '../failures.js';
import { GrpcConnection } from './grpc-connection.js';
import { isGrpc } from './read-metadata.js';

/** Whoever does not know it answers that it is not implemented, and that is an answer. */
const PROBE_PATH = '/grpc.health.v1.Health/Check';
const EMPTY_MESSAGE = Buffer.alloc(5);

/** Resolves when a program answers a call, whatever it says. @throws KitFailure in words for the learner */
export async function probeGrpc(port: number, timeoutMs: number): Promise<void> {
  const probe = new AbortController();
  try {
    const connection = await GrpcConnection.open(port, probe.signal);
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new KitFailure('timeout', `no answer to ${PROBE_PATH} within ${timeoutMs} ms`)),
        timeoutMs,
      );
      const stream = connection.begin(PROBE_PATH, {});
      stream.on('error', () => undefined);
      stream.on('response', (headers) => {
        if (isGrpc(headers)) return resolve();
        reject(new KitFailure('error', `its answer to ${PROBE_PATH} is not gRPC`));
      });
      stream.on('close', () => {
        clearTimeout(timer);
        void connection
          .findFailure()
          .then((failure) => reject(failure ?? new KitFailure('error', `it broke off ${PROBE_PATH}`)));
      });
      stream.end(EMPTY_MESSAGE);
    });
  } finally {
    probe.abort();
  }
}
