/** Events: telling listeners something from outside, and how their pools are doing. */
import { define } from '../method.ts';

export const sendRemoteCommEvent = define({
  name: 'supervisor.sendRemoteCommEvent',
  role: 'operator',
  whole: true,
  doc: 'Tells every event listener that has subscribed to REMOTE_COMMUNICATION something.',
  params: [
    { name: 'type', type: 'string', doc: 'What kind of message it is, in a word' },
    { name: 'data', type: 'string', doc: 'The message', secret: true },
  ],
  result: { type: 'boolean', doc: 'True, whether anybody listens or not' },
  duringShutdown: true,
  run({ daemon }, type, data) {
    daemon.bus.publish('REMOTE_COMMUNICATION', { type, data });
    return true;
  },
});

export const getEventPools = define({
  name: 'visord.getEventPools',
  role: 'viewer',
  doc: 'Answers what became of the events for each pool of event listeners since it was made. An event that was sent and neither acknowledged nor rejected is with a listener, or was sent again because its listener had ended.',
  params: [],
  result: {
    type: 'array',
    doc: 'Structs of string name, array events, int buffer_size, int sent, int acknowledged, int rejected, int buffered, int dropped, array listeners, which has structs of string name, string state',
  },
  run: ({ daemon }) =>
    daemon.eventPools.map(({ bufferSize, events, listeners, ...pool }) => ({
      ...pool,
      events: [...events],
      buffer_size: bufferSize,
      listeners: listeners.map(({ name, state }) => ({ name, state })),
    })),
});
