/**
 * The program that the tests put under a supervisord: it connects to the socket of its test, tells
 * who and where it is, and then does what it is told (`orders`), one line of JSON each way. It ends
 * when the test goes away. The test's side of the conversation is child.ts.
 *
 *   node child.cjs SOCKET NAME
 */
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');

const [socketPath, name] = process.argv.slice(2);
const test = net.connect(socketPath);
const say = (message) => test.write(`${JSON.stringify(message)}\n`);

const orders = {
  trap: ({ signal }) => process.on(signal, () => say({ signal })),
  write({ fd, base64 }) {
    const bytes = Buffer.from(base64, 'base64');
    for (let sent = 0; sent < bytes.length; ) sent += fs.writeSync(fd, bytes, sent);
  },
  close: ({ fd }) => fs.closeSync(fd),
  read: () => process.stdin.on('data', (bytes) => say({ stdin: bytes.toString('base64') })),
  readOnce({ count }) {
    const bytes = Buffer.alloc(count);
    const read = fs.readSync(0, bytes);
    say({ stdin: bytes.subarray(0, read).toString('base64') });
  },
  fork() {
    // In the same process group and with the same output, as a server's worker would be.
    spawn(process.execPath, process.argv.slice(1), { stdio: 'inherit' });
  },
  exit: ({ code }) => process.exit(code),
  die: ({ signal }) => process.kill(process.pid, signal),
};

/** The numbers of /proc/self/stat from the state on; the name before them may contain anything. */
function ownStat() {
  const [, , pgid, sid] = fs.readFileSync('/proc/self/stat', 'utf8').split(') ').pop().split(' ');
  return { pgid: Number(pgid), sid: Number(sid) };
}

test.on('connect', () => {
  say({
    hello: {
      name,
      pid: process.pid,
      ppid: process.ppid,
      ...ownStat(),
      cwd: process.cwd(),
      umask: process.umask(),
      uid: process.getuid(),
      gid: process.getgid(),
      groups: process.getgroups(),
      env: process.env,
    },
  });
});

let received = '';
test.setEncoding('utf8');
test.on('data', (text) => {
  const lines = (received + text).split('\n');
  received = lines.pop();
  for (const line of lines) {
    const order = JSON.parse(line);
    orders[order.do](order);
    say({ done: order.id });
  }
});
test.on('error', () => process.exit(0));
test.on('close', () => process.exit(0));
