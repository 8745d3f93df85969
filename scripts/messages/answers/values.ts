/** What is wrong with the value of an option. */
import type { Chapter } from '../answer.ts';

export const VALUES: Chapter = {
  title: 'Values that an option cannot have',
  about:
    'They stand in an error of the configuration, before the section and the place, or behind `invalid value for` when they were given on the command line. ' +
    'What an option takes is in [the reference](../reference/configuration.md).',
  answers: [
    {
      says: ["invalid literal for int() with base 10: '{value}'"],
      madeOf: ['did you mean {}{}B?'],
      means:
        'The option takes a whole number, without a unit: seconds are `10`, not `10s`. Sizes end with `KB`, `MB` or `GB`, not with `M`.',
      remedy: 'Write the number alone. Behind a value, a comment needs a blank before its `;`.',
    },
    {
      says: ["not a valid boolean value: '{value}'", "invalid 'autorestart' value '{value}'"],
      means:
        'The option takes `true` or `false` (`yes`, `on`, `1`, `no`, `off`, `0`); `autorestart` takes `unexpected` as well.',
      remedy: 'Correct the word. Quotes do not belong around it.',
    },
    {
      says: ["not a valid list of exit codes: '{value}'"],
      means: '`exitcodes` is a list of numbers from 0 to 255 with commas: `0,2`.',
      remedy: 'Remove what is no such number.',
    },
    {
      says: [
        '{value} can not be converted to an octal type',
        'Invalid socket_mode value {value}',
        'Invalid chmod value {value}',
      ],
      madeOf: [
        '{} can not be converted to an octal type',
        'Invalid socket_mode value',
        'Invalid chmod value',
      ],
      means: 'A mode or a umask is an octal number, such as `0700` or `022`.',
      remedy: 'Write it with the digits 0 to 7 only; `u=rwx` is not understood.',
    },
    {
      says: [
        "value '{value}' is not a valid signal name",
        "value '{value}' is not a valid signal number",
      ],
      means: 'This system has no such signal.',
      remedy: '`kill -l` lists them. `TERM`, `SIGTERM` and `15` are the same.',
    },
    {
      says: ["bad logging level name '{value}'"],
      means: '`loglevel` takes critical, error, warn, info, debug, trace or blather.',
      remedy: 'Choose one of them; `info` is what it is without.',
    },
    {
      says: ['Invalid user {kind} {value}', 'Invalid group name {value}'],
      means:
        'The user or group is not known on this machine. A user of LDAP or NIS may not be known yet while the machine starts.',
      remedy:
        '`getent passwd NAME` or `getent group NAME` must find it. In a unit file, order supervisord after the service that brings the users.',
    },
    {
      says: ['Invalid sockchown value {value}', 'Invalid socket_owner value {value}'],
      madeOf: ['Invalid sockchown value', 'Invalid socket_owner value'],
      means:
        '`chown` and `socket_owner` take a user, or `user:group`; one of the two is not known here.',
      remedy: 'Check the names with `getent passwd` and `getent group`.',
    },
    {
      says: ['The directory named as part of the path {path} does not exist'],
      means:
        'The folder in which a log, a pidfile or a socket is to be made is not there. supervisord makes files, and no folders.',
      remedy:
        '`mkdir -p` it, and give it to the user of supervisord. `/run` and `/tmp` are empty after a boot: let systemd make the folder (`RuntimeDirectory=`).',
    },
    {
      says: ['{path} is not an existing directory'],
      means: 'The option names a folder that is not there, or a file.',
      remedy: 'Make the folder, or correct the path.',
    },
    {
      says: [
        'not a valid port number: {value} ',
        'no port number specified in {value}',
        '{value} is below lower bound (1)',
        '{value} is above upper bound (65535)',
      ],
      means:
        'An address is `9001`, `127.0.0.1:9001`, `*:9001` or `[::1]:9001`, with a port from 1 to 65535.',
      remedy: 'Correct it. For this machine alone, use `127.0.0.1:9001`.',
    },
    {
      says: [
        'value {value} is not a URL',
        'Unknown protocol for serverurl {url}',
        "Port could not be cast to integer value as '{value}'",
        'Port out of range 0-65535',
      ],
      means: '`serverurl` begins with `unix://`, `http://` or `https://`.',
      remedy:
        'For a socket there are three slashes: `unix:///run/supervisor.sock`. For a port: `http://127.0.0.1:9001`.',
    },
    {
      says: [
        "('Unix socket path %s is not an absolute path', '{path}')",
        "('Bad socket format %s', '{value}')",
        'Invalid socket_backlog value {value}',
      ],
      means:
        '`socket` of an fcgi-program is `unix:///absolute/path` or `tcp://host:port`; `socket_backlog` is a number from 1 to 65535.',
      remedy: 'Correct the value. `unix://%(here)s/x.sock` is a path beside the file.',
    },
    {
      says: ['Invalid name: {value} because of character: {character}', "Invalid name: '{value}'"],
      means: 'The name of a program, a group or a process has no blank, no `:` and no `/`.',
      remedy:
        'Rename the section. `group:name` is how a process is called, not how a section is named.',
    },
    {
      says: ["Unexpected end of key/value pairs in value '{value}'"],
      means:
        '`environment` is a list of `KEY="value"` with commas. A blank, a comma or an equals sign in a value needs quotes around it; a percent sign is written twice.',
      remedy: 'Put every value in double quotes: `environment=A="one",B="two,three"`.',
    },
    {
      says: ['Unknown event type {name} in [{section}] events'],
      madeOf: ['Unknown event type {}'],
      means: '`events=` names what is no type of event.',
      remedy: 'The types are in [events](../reference/events.md). `EVENT` is all of them.',
    },
    {
      says: ['[{section}] section sets invalid buffer_size ({number})'],
      means: '`buffer_size` of a listener is a number of events from 1 on.',
      remedy: 'Leave it out for 10, or give a larger number.',
    },
    {
      says: ['request_maxbytes must be from 64KB to 256MB, not {value}'],
      means: 'The bound for requests is outside of what makes sense.',
      remedy: 'Leave it out for 16MB.',
    },
    {
      says: ['{value} is not a {kind}; use one of {words}'],
      madeOf: ['syslog facility', 'syslog priority'],
      means:
        'syslog has a fixed list of facilities (daemon, user, local0 ...) and priorities (info, warning, err ...).',
      remedy: 'Choose a word of the list that the message shows.',
    },
    {
      says: ['No closing quotation', 'No escaped character'],
      means:
        'In `command` or `environment`, a quote is not closed, or a backslash stands at the end.',
      remedy:
        "Close the quote. An apostrophe counts as one, too: write `\\'` or put double quotes around it. Commands are no shell: for pipes and variables use `sh -c '...'`.",
    },
  ],
};
