/** The HTTP servers of a configuration, TCP ports first, each kind in the order of the files. */
import type { InetServerConfig, Origin, ServerConfig, UnixServerConfig } from './config.ts';
import { ConfigError } from './errors.ts';
import { type Reading, readOption, readOptions } from './options.ts';
import {
  credentialOptions,
  inetServerOptions,
  inetServerSection,
  requestOptions,
  unixServerOptions,
  unixServerSection,
} from './sections/http-server.ts';

export function readServers(reading: Reading): ServerConfig[] {
  const sections = [...reading.ini.sections].map(({ name, origin }) => ({ name, origin }));
  return [
    ...sections
      .filter(({ name }) => inetServerSection.matches(name))
      .map(({ name, origin }) => readInetServer(name, origin, reading)),
    ...sections
      .filter(({ name }) => unixServerSection.matches(name))
      .map(({ name, origin }) => readUnixServer(name, origin, reading)),
  ];
}

/** What programs find in `SUPERVISOR_SERVER_URL`: a unix socket if there is one. */
export function serverUrl(servers: readonly ServerConfig[]): string | undefined {
  const server = servers.find(({ family }) => family === 'unix') ?? servers[0];
  if (server === undefined) return undefined;
  if (server.family === 'unix') return `unix://${server.file}`;
  return `http://${server.host === '' ? 'localhost' : server.host}:${server.port}`;
}

function readInetServer(section: string, origin: Origin, reading: Reading): InetServerConfig {
  const { username, password } = readOptions(credentialOptions, section, reading);
  checkCredentials(section, origin, { username, password });
  const port = readOption(inetServerOptions, 'port', section, reading);
  const request_maxbytes = readRequestSize(section, reading);
  return { family: 'inet', section, ...port, username, password, request_maxbytes, origin };
}

function readUnixServer(section: string, origin: Origin, reading: Reading): UnixServerConfig {
  const options = readOptions(unixServerOptions, section, reading);
  const { file, chmod, chown, username, password, request_maxbytes } = options;
  checkCredentials(section, origin, { username, password });
  const credentials = { username, password };
  return {
    family: 'unix',
    section,
    file,
    chmod,
    ...chown,
    ...credentials,
    request_maxbytes,
    origin,
  };
}

function readRequestSize(section: string, reading: Reading): number {
  return readOption(requestOptions, 'request_maxbytes', section, reading);
}

function checkCredentials(
  section: string,
  origin: Origin,
  { username, password }: { username: string | undefined; password: string | undefined },
): void {
  if ((username === undefined) === (password === undefined)) return;
  throw new ConfigError(
    `Section [${section}] contains incomplete authentication: If a username or a password is ` +
      'specified, both the username and password must be specified',
    { origin },
  );
}
