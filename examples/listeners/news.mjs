// An event listener: appends a line to news.txt for every program that gave up, and for everything
// that programs say to listeners. Run by supervisord.conf in this folder.
import { appendFile } from 'node:fs/promises';
import { isEvent, listen } from 'visord/listener';

await listen(async (event) => {
  if (event.name === 'PROCESS_STATE_FATAL') await news(`${event.processname} gave up`);
  if (isEvent(event, 'PROCESS_COMMUNICATION')) await news(event.data);
});

function news(line) {
  return appendFile('news.txt', `${line}\n`);
}
