import { KitFailure } from '../failures.js';
import { lostConnection } from '../lost-connections.js';
import { DriverConnection } from './driver-connection.js';

const connections = new Map<number, DriverConnection>();

/** Opens the connection to an instance's driver and waits for its greeting, which it sends once the module is loaded. */
export async function connectModule(instance: number, port: number, timeoutMs: number): Promise<void> {
  closeModule(instance);
  const connection = await DriverConnection.open(port, timeoutMs);
  try {
    await connection.request({ op: 'hello' }, AbortSignal.timeout(timeoutMs));
  } catch (error) {
    connection.close();
    throw error;
  }
  connections.set(instance, connection);
}

export function closeModule(instance: number): void {
  connections.get(instance)?.close();
  connections.delete(instance);
}

export function getModuleConnection(instance: number): DriverConnection {
  const connection = connections.get(instance);
  if (connection?.isOpen) return connection;
  // Why the learner's side is no longer believed says more than that it is gone.
  if (connection?.broken instanceof KitFailure) throw connection.broken;
  throw lostConnection('The program is not running.');
}
