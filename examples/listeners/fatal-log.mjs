// An event listener: appends a line to fatal.log for every program that gave up.
// Run by supervisord.conf in this folder.
import { appendFile } from 'node:fs/promises';
import { listen } from 'visord/listener';

await listen(async (event) => {
  if (event.name !== 'PROCESS_STATE_FATAL') return;
  await appendFile('fatal.log', `${event.groupname}:${event.processname}\n`);
});
