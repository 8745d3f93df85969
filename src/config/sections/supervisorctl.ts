/** `[supervisorctl]`: how the client finds its daemon. Supervisord does not use it. */
import { optional, text } from '../codec.ts';
import { absoluteFile } from '../codec-path.ts';
import { defineOptions, defineSection } from '../schema.ts';

export const supervisorctlOptions = defineOptions({
  serverurl: {
    type: text,
    default: 'http://localhost:9001',
    since: '3.0',
    names: 'here',
    applies: 'start',
    doc: 'Where supervisord listens: `http://host:port`, `https://host:port` or `unix:///path`.',
  },
  prompt: {
    type: text,
    default: 'supervisor',
    since: '3.0',
    names: 'env',
    applies: 'start',
    doc: 'What the prompt of the shell says before `>`.',
  },
  username: {
    type: optional(text),
    default: undefined,
    since: '3.0',
    names: 'env',
    applies: 'start',
    doc: 'The `username` of the server.',
  },
  password: {
    type: optional(text),
    default: undefined,
    since: '3.0',
    names: 'env',
    applies: 'start',
    doc: 'The `password` of the server, in clear.',
  },
  token: {
    type: optional(text),
    default: undefined,
    since: 'visord 0.1',
    names: 'env',
    applies: 'start',
    doc: 'A token of a `[user:x]` of the server, instead of `username` and `password`.',
  },
  cafile: {
    type: optional(absoluteFile),
    default: undefined,
    otherwise: 'those that Node believes',
    since: 'visord 0.1',
    names: 'here',
    applies: 'start',
    doc: 'A PEM file with the certificates that vouch for an `https` server.',
  },
  certificate: {
    type: optional(absoluteFile),
    default: undefined,
    since: 'visord 0.1',
    names: 'here',
    applies: 'start',
    doc: 'A PEM file with the certificate of the client, for a server with `client_ca`.',
  },
  key: {
    type: optional(absoluteFile),
    default: undefined,
    otherwise: 'the file of the `certificate`',
    since: 'visord 0.1',
    names: 'here',
    applies: 'start',
    doc: 'A PEM file with the private key of the `certificate`.',
  },
  history_file: {
    type: optional(text),
    default: undefined,
    since: '3.0',
    names: 'here',
    applies: 'start',
    doc: 'Where the shell keeps the lines that were typed.',
  },
});

export const supervisorctlSection = defineSection({
  header: 'supervisorctl',
  doc: 'The client. It must be in the main file, since supervisorctl reads no includes.',
  matches: (name) => name === 'supervisorctl',
  options: supervisorctlOptions,
});
