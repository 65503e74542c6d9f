import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import type { Session } from '../wire';

/**
 * The server's side of the socket, on a real port. Tests can use `sockets` for anything more; the
 * newest is last.
 */
export class FakeServer {
  readonly sockets: WebSocket[] = [];
  /** The sub-protocols that each socket offered. */
  readonly offered: string[][] = [];
  readonly #server: WebSocketServer;

  private constructor(server: WebSocketServer) {
    this.#server = server;
    server.on('connection', (socket, request) => {
      this.offered.push((request.headers['sec-websocket-protocol'] ?? '').split(/,\s*/));
      this.sockets.push(socket);
    });
  }

  static async start(): Promise<FakeServer> {
    const server = new WebSocketServer({ port: 0, handleProtocols: () => 'querycast.v1' });
    const fake = new FakeServer(server);
    await once(server, 'listening');
    return fake;
  }

  session(changes: Partial<Session> = {}): Session {
    const { port } = this.#server.address() as AddressInfo;
    return {
      id: 'session',
      ticket: 'session.secret',
      url: `ws://localhost:${port}/push`,
      expiresAt: '2026-11-23T17:00:00Z',
      door: 'node',
      heartbeat: 25,
      silence: 60,
      ...changes,
    };
  }

  /** Opens a socket as a browser would. */
  open(url: string, protocols: string[]): globalThis.WebSocket {
    return new WebSocket(url, protocols) as unknown as globalThis.WebSocket;
  }

  tell(message: unknown): void {
    this.sockets.at(-1)?.send(JSON.stringify(message));
  }

  stop(): void {
    for (const socket of this.sockets) {
      socket.terminate();
    }
    this.#server.close();
  }
}
