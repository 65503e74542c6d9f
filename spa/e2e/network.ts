/**
 * A network of its own for one page: a SOCKS proxy through which all of the page's connections go.
 * It can swallow the bytes of all open ones and close nothing, as happens to a machine that sleeps.
 */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Network {
  /** The proxy's address for a browser. */
  readonly server: string;
  /** From now on no byte of a connection that is open now arrives, in either direction. */
  readonly swallow: () => void;
  /** How often the page has sent something, whether it arrived or not. */
  readonly sent: () => number;
  readonly close: () => void;
}

export async function openNetwork(): Promise<Network> {
  const open = new Set<Socket>();
  const swallowed = new WeakSet<Socket>();
  let sent = 0;
  const proxy = createServer((browser) => {
    open.add(browser);
    browser.on('error', () => browser.destroy());
    browser.on('close', () => open.delete(browser));
    browser.once('data', () => {
      // Version 5, and no need to sign in.
      browser.write(Buffer.from([5, 0]));
      browser.once('data', (request: Buffer) => {
        join(browser, request, swallowed);
        browser.on('data', () => {
          sent += 1;
        });
      });
    });
  });
  await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening));
  return {
    server: `socks5://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    swallow: () => {
      open.forEach((each) => swallowed.add(each));
    },
    sent: () => sent,
    close: () => {
      open.forEach((each) => each.destroy());
      proxy.close();
    },
  };
}

/** Connects the browser to the host and port that its request names: see RFC 1928. */
function join(browser: Socket, request: Buffer, swallowed: WeakSet<Socket>): void {
  const named = 3;
  const isNamed = request[3] === named;
  const length = isNamed ? (request[4] ?? 0) : 4;
  const from = isNamed ? 5 : 4;
  const host = isNamed
    ? request.toString('latin1', from, from + length)
    : request.subarray(from, from + length).join('.');
  const server = connect(request.readUInt16BE(from + length), host, () => {
    browser.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
  });
  browser.on('data', (bytes) => {
    if (!swallowed.has(browser)) {
      server.write(bytes);
    }
  });
  server.on('data', (bytes) => {
    if (!swallowed.has(browser)) {
      browser.write(bytes);
    }
  });
  // Neither side hears of the other's end once the bytes are swallowed.
  server.on('error', () => server.destroy());
  server.on('close', () => {
    if (!swallowed.has(browser)) {
      browser.end();
    }
  });
  browser.on('close', () => {
    if (!swallowed.has(browser)) {
      server.destroy();
    }
  });
}
