/**
 * A FastCGI application: accepts connections on its standard input and answers each request with
 * its own name, the request's method and path, and how many bytes the body had.
 *
 *   [fcgi-program:x]
 *   command = node fcgi-responder.cjs
 *
 * As much of https://fastcgi-archives.github.io/FastCGI_Specification.html as web servers need.
 */
const net = require('node:net');

const END_REQUEST = 3;
const PARAMS = 4;
const STDIN = 5;
const STDOUT = 6;
const HEADER_BYTES = 8;

function record(type, id, content) {
  const header = Buffer.from([1, type, id >> 8, id & 255, 0, 0, 0, 0]);
  header.writeUInt16BE(content.length, 4);
  return Buffer.concat([header, content]);
}

/** Lengths below 128 have one byte, others four with the highest bit set. */
function parseParams(bytes) {
  const params = {};
  let at = 0;
  const length = () => {
    if (bytes[at] < 128) return bytes[at++];
    at += 4;
    return bytes.readUInt32BE(at - 4) & 0x7fffffff;
  };
  const text = (count) => {
    at += count;
    return bytes.toString('utf8', at - count, at);
  };
  while (at < bytes.length) {
    const [name, value] = [length(), length()];
    params[text(name)] = text(value);
  }
  return params;
}

function answer(socket, id, params, bodyBytes) {
  const { REQUEST_METHOD, SCRIPT_NAME } = params;
  const page = `${process.env.SUPERVISOR_PROCESS_NAME} ${REQUEST_METHOD} ${SCRIPT_NAME} ${bodyBytes}`;
  const output = Buffer.from(`Status: 200 OK\r\nContent-Type: text/plain\r\n\r\n${page}`);
  socket.write(record(STDOUT, id, output));
  socket.write(record(STDOUT, id, Buffer.alloc(0)));
  socket.end(record(END_REQUEST, id, Buffer.alloc(8)));
}

const server = net.createServer((socket) => {
  let received = Buffer.alloc(0);
  let params = Buffer.alloc(0);
  let bodyBytes = 0;
  const take = (type, id, content) => {
    if (type === PARAMS) params = Buffer.concat([params, content]);
    if (type !== STDIN) return;
    bodyBytes += content.length;
    if (content.length === 0) answer(socket, id, parseParams(params), bodyBytes);
  };
  socket.on('error', () => undefined);
  socket.on('data', (bytes) => {
    received = Buffer.concat([received, bytes]);
    while (received.length >= HEADER_BYTES) {
      const length = received.readUInt16BE(4);
      const end = HEADER_BYTES + length + received[6];
      if (received.length < end) return;
      const content = received.subarray(HEADER_BYTES, HEADER_BYTES + length);
      take(received[1], received.readUInt16BE(2), content);
      received = received.subarray(end);
    }
  });
});
server.listen({ fd: 0 });
