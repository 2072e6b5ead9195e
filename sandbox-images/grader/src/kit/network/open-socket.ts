import { connect, type Socket } from 'node:net';
import { lostConnection } from '../lost-connections.js';

const CONNECT_TIMEOUT_MS = 2000;

/**
 * A TCP connection to the learner's program.
 * @throws KitFailure when nobody takes it
 */
export async function openSocket(
  port: number,
  { allowHalfOpen }: { readonly allowHalfOpen: boolean },
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, allowHalfOpen });
    const fail = (why: string, cause?: Error) => {
      clearTimeout(timer);
      socket.destroy();
      reject(lostConnection(`No connection to port ${port}: ${why}.`, { cause }));
    };
    const timer = setTimeout(() => fail(`not accepted within ${CONNECT_TIMEOUT_MS} ms`), CONNECT_TIMEOUT_MS);
    socket.once('error', (error) => fail('it was refused', error));
    socket.once('connect', () => {
      clearTimeout(timer);
      // A connection to oneself has the same port at both ends (threat G10).
      if (socket.localPort === port) return fail('nothing listens there');
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}
