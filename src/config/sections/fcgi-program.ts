/** `[fcgi-program:x]`: a program whose processes share a listening socket as standard input. */
import { optional } from '../codec.ts';
import { mode, owner } from '../codec-account.ts';
import { defineOptions, defineSection } from '../schema.ts';
import { socketAddress, socketBacklog } from '../socket-address.ts';
import { processOptions, programOptions } from './program.ts';

export const socketOptions = defineOptions({
  socket_backlog: {
    type: optional(socketBacklog),
    default: undefined,
    otherwise: 'as long as the system allows',
    since: '3.4.0',
    names: 'here',
    applies: 'start',
    doc: 'How many connections may wait to be accepted, from 1 to 65535.',
  },
  socket_owner: {
    type: optional(owner('Invalid socket_owner value')),
    default: undefined,
    otherwise: 'the user of the program',
    since: '3.0',
    names: 'here',
    applies: 'start',
    doc: 'Who owns a unix socket.',
  },
  socket_mode: {
    type: optional(mode('Invalid socket_mode value')),
    default: undefined,
    otherwise: '0700',
    since: '3.0',
    names: 'here',
    applies: 'start',
    doc: 'The permissions of a unix socket.',
  },
  socket: {
    type: socketAddress,
    required: '[%s] section requires a "socket" line',
    filled: true,
    complaint: ' in [%s] socket',
    since: '3.0',
    names: 'socket',
    applies: 'update',
    doc: 'What its processes accept connections from: `unix:///path` or `tcp://host:port`.',
  },
});

export const fcgiProgramSection = defineSection({
  header: 'fcgi-program:<name>',
  doc: 'A program whose processes share a listening socket, which is their standard input.',
  matches: (name) => name.startsWith('fcgi-program:'),
  options: { ...programOptions, ...socketOptions, ...processOptions },
});
