/**
 * A server as they were written for init scripts: the command ends as soon as it has started a
 * process in a session of its own, which writes its number into the pidfile later, by a rename.
 * HUP makes a successor, which takes the pidfile over before the server ends; TERM ends it.
 *
 *   node forking-server.cjs PIDFILE
 *
 * It prints what happens to it: `serving PID`, `handing over PID`, `ending PID`.
 */
const { spawn } = require('node:child_process');
const fs = require('node:fs');

const [pidfile, role] = process.argv.slice(2);

function startServer() {
  const stdio = ['ignore', 'inherit', 'inherit', 'ipc'];
  const words = [__filename, pidfile, 'server'];
  return spawn(process.execPath, words, { stdio, detached: true });
}

function writePidfile() {
  fs.writeFileSync(`${pidfile}.new`, `${process.pid}\n`);
  fs.renameSync(`${pidfile}.new`, pidfile);
}

function serve() {
  process.on('SIGHUP', () => {
    console.log(`handing over ${process.pid}`);
    startServer().once('message', () => process.exit(0));
  });
  process.on('SIGTERM', () => {
    console.log(`ending ${process.pid}`);
    fs.unlinkSync(pidfile);
    process.exit(0);
  });
  // Only now, when who has started it may be gone already.
  process.once('disconnect', () => {
    writePidfile();
    console.log(`serving ${process.pid}`);
    setInterval(() => undefined, 1 << 30);
  });
  process.send('started');
}

if (role === 'server') serve();
else startServer().once('message', () => process.exit(0));
