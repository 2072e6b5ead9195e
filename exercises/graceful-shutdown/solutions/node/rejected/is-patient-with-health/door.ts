import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Knows each connection, and whether a request is under way on it. */
export class Door {
  readonly #idle = new Set<Socket>();
  readonly #underWay = new Set<ServerResponse>();
  #isClosing = false;
  #isShut = false;

  readonly #server: Server;

  constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => {
      this.#idle.add(socket);
      socket.once('close', () => this.#idle.delete(socket));
    });
    // Before the listener that answers, and thus before any header is sent.
    server.prependListener('request', ({ socket }, response: ServerResponse) => {
      this.#idle.delete(socket);
      this.#underWay.add(response);
      response.shouldKeepAlive &&= !this.#isClosing;
      response.once('close', () => {
        this.#underWay.delete(response);
        if (socket.destroyed) return;
        this.#idle.add(socket);
        if (this.#isShut) socket.end();
      });
    });
  }

  /** From now on each answer is the last one on its connection. Node says so, and closes it. */
  sayClose(): void {
    this.#isClosing = true;
    for (const response of this.#underWay) response.shouldKeepAlive = false;
  }

  /** Resolves when the last request has been answered. */
  shut(): Promise<void> {
    this.#isShut = true;
    // Node closes connections that have had a request, and waits for those that never had one.
    for (const socket of this.#idle) socket.destroy();
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
    });
  }
}
