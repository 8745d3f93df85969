// A program that tells listeners how far it is.
import { sendCommunicationEvent, supervisor } from 'visord/child';

for (const percent of [0, 50, 100]) {
  await sendCommunicationEvent(`${supervisor?.namespec ?? 'progress'} ${percent}%`);
}
