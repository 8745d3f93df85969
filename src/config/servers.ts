/** The HTTP servers of a configuration, TCP ports first, each kind in the order of the files. */
import { urlHost } from './codec-address.ts';
import type {
  InetServerConfig,
  Origin,
  ServerConfig,
  TlsFiles,
  UnixServerConfig,
} from './config.ts';
import { ConfigError } from './errors.ts';
import { type Reading, readOption, readOptions } from './options.ts';
import { Refusals } from './refusals.ts';
import {
  accessOptions,
  credentialOptions,
  familyOptions,
  inetServerOptions,
  inetServerSection,
  requestOptions,
  tlsOptions,
  unixServerOptions,
  unixServerSection,
} from './sections/http-server.ts';
import { readUsers } from './users.ts';

/** @returns those that can be used */
export function readServers(reading: Reading, refusals: Refusals): ServerConfig[] {
  const sections = [...reading.ini.sections];
  const inet = sections.filter(({ name }) => inetServerSection.matches(name));
  const unix = sections.filter(({ name }) => unixServerSection.matches(name));
  const read = [
    ...inet.map(({ name, origin }) =>
      refusals.attempt(() => readInetServer(name, origin, reading)),
    ),
    ...unix.map(({ name, origin }) =>
      refusals.attempt(() => readUnixServer(name, origin, reading)),
    ),
  ];
  const users = readUsers(reading, refusals);
  return read.filter((server) => server !== undefined).map((server) => ({ ...server, users }));
}

/** What programs find in `SUPERVISOR_SERVER_URL`: a unix socket if there is one. */
export function serverUrl(servers: readonly ServerConfig[]): string | undefined {
  const server = servers.find(({ family }) => family === 'unix') ?? servers[0];
  if (server === undefined) return undefined;
  if (server.family === 'unix') return `unix://${server.file}`;
  const isEverywhere = server.host === '' || server.host === '::';
  return `http${server.tls === undefined ? '' : 's'}://${isEverywhere ? 'localhost' : urlHost(server.host)}:${server.port}`;
}

/** What a section says by itself. */
type Own<Server extends ServerConfig> = Omit<Server, 'users'>;

function readInetServer(section: string, origin: Origin, reading: Reading): Own<InetServerConfig> {
  const refusals = new Refusals();
  const credentials = refusals.attempt(() => readCredentials(section, origin, reading));
  const address = refusals.attempt(() => readOption(inetServerOptions, 'port', section, reading));
  const bounds = refusals.attempt(() => readOptions(requestOptions, section, reading));
  const family = refusals.attempt(() => readOptions(familyOptions, section, reading));
  const files = refusals.attempt(() => ({ tls: readTlsFiles(section, reading) }));
  if (!credentials || !address || !bounds || !family || !files) throw refusals.raised();
  const own = { ...address, ...family, ...files, ...credentials, ...bounds, origin };
  return { family: 'inet', section, ...own };
}

function readTlsFiles(section: string, reading: Reading): TlsFiles | undefined {
  const { certificate, key, client_ca: clientCa } = readOptions(tlsOptions, section, reading);
  if (certificate !== undefined) return { certificate, key: key ?? certificate, clientCa };
  const other = key === undefined ? 'client_ca' : 'key';
  if ((key ?? clientCa) === undefined) return undefined;
  throw new ConfigError(`section [${section}] has a ${other} but no certificate`, {
    origin: reading.ini.value(section, other)?.origin,
  });
}

function readUnixServer(section: string, origin: Origin, reading: Reading): Own<UnixServerConfig> {
  const refusals = new Refusals();
  const file = refusals.attempt(() => readOption(unixServerOptions, 'file', section, reading));
  const credentials = refusals.attempt(() => readCredentials(section, origin, reading));
  const access = refusals.attempt(() => readOptions(accessOptions, section, reading));
  const bounds = refusals.attempt(() => readOptions(requestOptions, section, reading));
  if (!file || !credentials || !access || !bounds) throw refusals.raised();
  const { chmod, chown } = access;
  return { family: 'unix', section, file, chmod, ...chown, ...credentials, ...bounds, origin };
}

type Credentials = Pick<ServerConfig, 'username' | 'password'>;

function readCredentials(section: string, origin: Origin, reading: Reading): Credentials {
  const { username, password } = readOptions(credentialOptions, section, reading);
  if ((username === undefined) === (password === undefined)) return { username, password };
  throw new ConfigError(
    `Section [${section}] contains incomplete authentication: If a username or a password is ` +
      'specified, both the username and password must be specified',
    { origin, missing: 'text' },
  );
}
