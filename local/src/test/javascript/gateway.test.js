// Posts to sockets of the local API Gateway with AWS's own client. GATEWAY names its address.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';
import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  GoneException,
  PayloadTooLargeException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { WebSocket } from 'ws';

const endpoint = `${process.env.GATEWAY}/_gateway`;
const client = new ApiGatewayManagementApiClient({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  maxAttempts: 1,
});

/** Opens a socket; the server behind the gateway echoes the ticket as the sub-protocol. */
async function opened(options) {
  const socket = new WebSocket(
    `${endpoint.replace('http:', 'ws:')}/push`,
    ['querycast.v1', 'ticket.abc'],
    options,
  );
  await once(socket, 'open');
  socket.send('{"type":"ping"}');
  const [pong] = await once(socket, 'message');
  assert.equal(pong.toString(), '{"type":"pong"}');
  const ids = await (await fetch(`${process.env.DOOR}/ids`)).json();
  return { socket, ConnectionId: ids.at(-1) };
}

test('a message reaches the socket, and the connection is described', async () => {
  const { socket, ConnectionId } = await opened({ headers: { 'User-Agent': 'wscat' } });
  assert.equal(socket.protocol, 'querycast.v1');
  const told = once(socket, 'message');
  await client.send(new PostToConnectionCommand({ ConnectionId, Data: 'größer' }));
  assert.equal((await told)[0].toString(), 'größer');
  const { ConnectedAt, LastActiveAt, Identity } = await client.send(
    new GetConnectionCommand({ ConnectionId }),
  );
  assert.ok(ConnectedAt instanceof Date && LastActiveAt >= ConnectedAt);
  assert.deepEqual(Identity, { SourceIp: '127.0.0.1', UserAgent: 'wscat' });
  socket.close();
});

test('a deleted connection is closed, and then gone', async () => {
  const { socket, ConnectionId } = await opened();
  const closed = once(socket, 'close');
  await client.send(new DeleteConnectionCommand({ ConnectionId }));
  assert.equal((await closed)[0], 1000);
  for (const Command of [PostToConnectionCommand, GetConnectionCommand, DeleteConnectionCommand]) {
    await assert.rejects(
      client.send(new Command({ ConnectionId, Data: 'late' })),
      (error) => error instanceof GoneException && error.$metadata.httpStatusCode === 410,
    );
  }
});

test('a message of more than 128 KB is too large', async () => {
  const { socket, ConnectionId } = await opened();
  await assert.rejects(
    client.send(new PostToConnectionCommand({ ConnectionId, Data: 'x'.repeat(128 * 1024 + 1) })),
    PayloadTooLargeException,
  );
  socket.close();
});

test('a page of another site is not let in', async () => {
  await assert.rejects(opened({ origin: 'http://evil.example' }), /403/);
});

test('a frame of more than 32 KB closes the socket', async () => {
  const { socket } = await opened();
  const closed = once(socket, 'close');
  socket.send('x'.repeat(32 * 1024 + 1));
  assert.equal((await closed)[0], 1009);
});
