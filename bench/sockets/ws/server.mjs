/**
 * A bare WebSocket server: to "COUNT SIZE" it answers with so many texts of so many bytes. `GET
 * /heap` returns the bytes in use after a garbage collection. Its first line of output is its port;
 * it ends when its input ends.
 */
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const http = createServer((request, response) => {
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  response.end(`${heapUsed} ${external}`);
});
const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });

sockets.on('connection', (socket) => {
  socket.on('message', (order) => {
    const [count, size] = order.toString().split(' ').map(Number);
    const text = Buffer.alloc(size, 'x');
    let left = count;
    const next = () => {
      if (left-- > 0) {
        socket.send(text, { binary: false }, next);
      }
    };
    next();
  });
});

http.listen(0, '127.0.0.1', () => console.log(http.address().port));
process.stdin.resume().on('end', () => process.exit(0));
