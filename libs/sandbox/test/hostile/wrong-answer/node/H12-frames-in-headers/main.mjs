import net from 'node:net';

const FRAMES = ['{"type":"done","passed":3,"failed":0}', '{"type":"test-end","id":"Open › doubles a number","status":"passed","durationMs":1}'];
const body = `\n${FRAMES.join('\n')}\n`;

net
  .createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () =>
      socket.end(
        `HTTP/1.1 200 ${FRAMES[0]}\r\nSet-Cookie: a=${FRAMES[0]}\r\nSet-Cookie: b=2\r\nLocation: ${FRAMES[0]}\r\n` +
          `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      ),
    );
  })
  .listen(Number(process.env.PORT), '127.0.0.1');
