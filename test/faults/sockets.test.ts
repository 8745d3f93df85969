/** The file of the unix socket is deleted, replaced, or gone with its folder. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { until } from '../rig/until.ts';
import { fault } from './stage.ts';

fault('socket-deleted', async (stage) => {
  const daemon = await stage.start('[unix_http_server]\nchmod = 0612\n');
  const { socket } = daemon.paths;
  await stage.onOneConnection(async (ask) => {
    for (let times = 0; times < 20; times++) {
      rmSync(socket);
      await stage.works();
      assert.equal(statSync(socket).mode & 0o777, 0o612);
      await ask('getState');
    }
  });
});

fault('socket-replaced', async (stage) => {
  const daemon = await stage.start('');
  const { socket } = daemon.paths;
  await stage.onOneConnection(async (ask) => {
    const other = stage.rig.write('other', 'mine');
    renameSync(other, socket);
    await daemon.logLine(/the socket .* is gone, and cannot be bound again/);
    await stage.witnessesAreHeard();
    await ask('getState');
    assert.equal(readFileSync(socket, 'utf8'), 'mine');
    rmSync(socket);
    await stage.answers();
  });
});

fault('socket-folder-gone', async (stage) => {
  const folder = stage.rig.path('run');
  mkdirSync(folder);
  const socket = path.join(folder, 'a.sock');
  const { paths } = stage.configure(`[unix_http_server]\nfile = ${socket}\n`);
  const daemon = await stage.begin({ ...paths, socket });
  await stage.onOneConnection(async (ask) => {
    await until('the folder to be gone', () => {
      try {
        rmSync(folder, { recursive: true });
        return true;
      } catch {
        return false; // the socket was quicker
      }
    });
    await daemon.logLine(/the socket .* is gone, and cannot be bound again/);
    await stage.witnessesAreHeard();
    await ask('getState');
    mkdirSync(folder);
    await stage.answers();
  });
});
