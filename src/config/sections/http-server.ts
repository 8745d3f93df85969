/** `[unix_http_server]` and `[inet_http_server]`: where supervisorctl and others reach us. */
import { UserError } from '../../base/errors.ts';
import { boolean, byteSize, type Codec, list, optional, text } from '../codec.ts';
import { mode, owner } from '../codec-account.ts';
import { inetAddress } from '../codec-address.ts';
import { absoluteFile } from '../codec-path.ts';
import { defineOptions, defineSection } from '../schema.ts';

const LEAST_REQUEST = 64 * 1024;
const MOST_REQUEST = 256 * 1024 * 1024;

const requestSize: Codec<number> = {
  ...byteSize,
  expected: `${byteSize.expected}, from 64KB to 256MB`,
  parse(value, surroundings) {
    const size = byteSize.parse(value, surroundings);
    if (size < LEAST_REQUEST || size > MOST_REQUEST) {
      throw new UserError(`request_maxbytes must be from 64KB to 256MB, not ${value}`);
    }
    return size;
  },
};

export const requestOptions = defineOptions({
  request_maxbytes: {
    type: requestSize,
    default: 16 * 1024 * 1024,
    since: 'visord 0.1',
    names: 'env',
    applies: 'start',
    doc: 'How large the body of a request may be. A larger one is refused with status 413.',
  },
  allowed_hosts: {
    type: list,
    default: [],
    since: 'visord 0.1',
    names: 'env',
    applies: 'start',
    doc:
      'Names that browsers may reach a server without a password by, beside those of this ' +
      'machine: that of a proxy, or a pattern such as `*.example.com`. Other clients are not asked.',
  },
  health_without_auth: {
    type: boolean,
    default: false,
    since: 'visord 0.1',
    names: 'env',
    applies: 'start',
    doc: 'Whether `/healthz` and `/readyz` answer everybody, also where a password is asked for.',
  },
});

export const familyOptions = defineOptions({
  ipv6: {
    type: boolean,
    default: false,
    since: 'visord 0.1',
    names: 'env',
    applies: 'start',
    doc: 'Whether a `port` without an address is listened to over IPv6 too, and a name may be one of IPv6.',
  },
});

export const tlsOptions = defineOptions({
  certificate: {
    type: optional(absoluteFile),
    default: undefined,
    since: 'visord 0.1',
    names: 'here',
    applies: 'start',
    doc:
      'A PEM file with the certificate of the server and those that vouch for it. With it the ' +
      'server speaks TLS. A renewed file is used from the next connection on.',
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
  client_ca: {
    type: optional(absoluteFile),
    default: undefined,
    since: 'visord 0.1',
    names: 'here',
    applies: 'start',
    doc:
      'A PEM file with the authorities whose certificates clients must have; others are not let ' +
      'in at all.',
  },
});

export const credentialOptions = defineOptions({
  username: {
    type: optional(text),
    default: undefined,
    since: '3.0',
    names: 'env',
    applies: 'start',
    doc: 'The name that clients must give. It needs a `password`.',
  },
  password: {
    type: optional(text),
    default: undefined,
    since: '3.0',
    names: 'env',
    applies: 'start',
    doc:
      'The password that clients must give: in clear, `{SHA}` and its SHA-1 in hexadecimal, or ' +
      'what `supervisorctl hash-password` makes of it.',
  },
});

export const accessOptions = defineOptions({
  chown: {
    type: owner('Invalid sockchown value'),
    default: { uid: -1, gid: -1 },
    otherwise: 'the user and group of supervisord',
    since: '3.0',
    names: 'env',
    applies: 'start',
    doc: 'Who owns the socket.',
  },
  chmod: {
    type: mode('Invalid chmod value'),
    default: 0o700,
    since: '3.0',
    names: 'env',
    applies: 'start',
    doc: 'The permissions of the socket: who may write to it controls supervisord.',
  },
});

export const unixServerOptions = defineOptions({
  file: {
    type: absoluteFile,
    required: 'section [%s] has no file value',
    since: '3.0',
    names: 'here',
    applies: 'start',
    doc: 'The path of the socket.',
  },
  ...credentialOptions,
  ...accessOptions,
  ...requestOptions,
});

export const inetServerOptions = defineOptions({
  ...credentialOptions,
  port: {
    type: inetAddress,
    required: 'section [%s] has no port value',
    since: '3.0',
    names: 'env',
    applies: 'start',
    doc:
      'The TCP port, with or without an address. Without one it listens on all IPv4 addresses; ' +
      '`[::]:9001` is every address of IPv6 and IPv4, `[::1]:9001` is this machine only.',
  },
  ...familyOptions,
  ...tlsOptions,
  ...requestOptions,
});

export const unixServerSection = defineSection({
  header: 'unix_http_server',
  doc: 'A server on a unix socket. Every section whose name begins so is one more server.',
  matches: (name) => name.startsWith('unix_http_server'),
  options: unixServerOptions,
});

export const inetServerSection = defineSection({
  header: 'inet_http_server',
  doc: 'A server on a TCP port. Every section whose name begins so is one more server.',
  matches: (name) => name.startsWith('inet_http_server'),
  options: inetServerOptions,
});
