import { createServer } from 'node:net';

/** Whether somebody could listen on the port of 127.0.0.1 now. */
export function isPortFree(port: number): Promise<boolean> {
  return listenBriefly(port).then(
    () => true,
    () => false,
  );
}

/** A port of 127.0.0.1 that nobody listens on. */
export function findFreePort(): Promise<number> {
  return listenBriefly(0);
}

function listenBriefly(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
    });
  });
}
