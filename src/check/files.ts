/**
 * What the daemon itself would write: logs, sockets and the pidfile, as the user that it would be.
 */
import { repr } from '../base/python-text.ts';
import type { LogTarget, Origin } from '../config/config.ts';
import { directoryOf } from '../config/paths.ts';
import type { Scene } from './scene.ts';

export function checkFiles(scene: Scene): void {
  const { supervisord, servers, groups } = scene.config;
  const { logfile, logfile_maxbytes: maxbytes } = supervisord;
  if (logfile !== 'syslog') {
    const origin = scene.originOf('supervisord', 'logfile');
    checkLog(scene, { what: 'logfile', path: logfile, rotates: maxbytes > 0, origin });
  }
  for (const { origin, stdout, stderr } of groups.flatMap(({ processes }) => processes)) {
    checkOutput(scene, { section: origin.section, output: 'stdout', target: stdout });
    checkOutput(scene, { section: origin.section, output: 'stderr', target: stderr });
  }
  for (const server of servers) {
    if (server.family === 'unix') checkSocket(scene, server.section, 'file', server.file);
  }
  for (const { origin, socket } of groups.flatMap(({ processes }) => processes)) {
    if (socket === undefined || !('path' in socket.address)) continue;
    checkSocket(scene, origin.section, 'socket', socket.address.path);
  }
  checkPidfile(scene);
}

interface Output {
  readonly section: string;
  readonly output: 'stdout' | 'stderr';
  readonly target: LogTarget;
}

function checkOutput(scene: Scene, { section, output, target }: Output): void {
  const { file, maxbytes } = target;
  const option = `${output}_logfile`;
  if (file.kind === 'file') {
    checkLog(scene, {
      what: `${option} in section ${repr(section)}`,
      path: scene.absolute(file.path),
      rotates: maxbytes > 0,
      origin: scene.originOf(section, option),
    });
  } else if (file.kind === 'auto') {
    const { childlogdir } = scene.config.supervisord;
    const why = folderObjection(scene, scene.absolute(childlogdir));
    const origin = scene.originOf('supervisord', 'childlogdir');
    if (why !== undefined) scene.find('log', `childlogdir: ${why}`, origin);
  }
}

interface Log {
  readonly what: string;
  readonly path: string;
  readonly rotates: boolean;
  readonly origin: Origin | undefined;
}

/** What is in `/dev` and `/proc` is opened in other ways, and never rotated. */
function checkLog(scene: Scene, { what, path, rotates, origin }: Log): void {
  if (/^\/(dev|proc)\//.test(path)) return;
  const why = fileObjection(scene, path);
  if (why !== undefined) {
    scene.find('log', `${what}: ${why}`, origin);
    return;
  }
  const rotation = rotates ? folderObjection(scene, directoryOf(path)) : undefined;
  if (rotation === undefined) return;
  scene.find('log-rotation', `${what}: ${path} cannot be rotated, since ${rotation}`, origin);
}

function checkSocket(scene: Scene, section: string, option: string, path: string): void {
  const why = scene.isDirectory(path)
    ? `${path} is a directory`
    : folderObjection(scene, directoryOf(path));
  if (why === undefined) return;
  const text = `${option} in section ${repr(section)}: ${why}`;
  scene.find('socket', text, scene.originOf(section, option));
}

function checkPidfile(scene: Scene): void {
  const { supervisord, pidfileOrigin: origin } = scene.config;
  const { pidfile } = supervisord;
  const why = fileObjection(scene, pidfile) ?? fifoObjection(scene, pidfile);
  if (why !== undefined) scene.find('pidfile', `pidfile: ${why}`, origin);
  const pid = scene.running;
  if (pid === undefined) return;
  const text = `pidfile ${pidfile} belongs to another living supervisord (pid ${pid})`;
  scene.find('taken-pidfile', text, origin);
}

/** Why the daemon could not write to a file, or make it. */
function fileObjection(scene: Scene, path: string): string | undefined {
  if (!scene.isThere(path)) return folderObjection(scene, directoryOf(path));
  if (scene.isDirectory(path)) return `${path} is a directory`;
  return writeObjection(scene, path);
}

/** Nobody may read what is written to a fifo; what is in `/dev` takes it. */
function fifoObjection(scene: Scene, path: string): string | undefined {
  if (/^\/(dev|proc)\//.test(path) || !scene.isThere(path)) return undefined;
  return scene.os.stat(path).kind === 'other' ? `${path} is no plain file` : undefined;
}

/** Why the daemon could not make files in a folder. */
function folderObjection(scene: Scene, folder: string): string | undefined {
  if (!scene.isThere(folder)) return `${folder} does not exist`;
  if (!scene.isDirectory(folder)) return `${folder} is no directory`;
  if (!scene.may(scene.daemon, 'execute', folder)) {
    return `${folder} cannot be entered by ${repr(scene.nameOf(scene.daemon))}`;
  }
  return writeObjection(scene, folder);
}

function writeObjection(scene: Scene, path: string): string | undefined {
  if (scene.may(scene.daemon, 'write', path)) return undefined;
  return `${path} is not writable by ${repr(scene.nameOf(scene.daemon))}`;
}
