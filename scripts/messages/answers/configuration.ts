/** What is wrong with a configuration file as a whole, and with sections. */
import type { Chapter } from '../answer.ts';

export const CONFIGURATION: Chapter = {
  title: 'Errors of the configuration',
  about:
    'A start tells the first error and ends with status 2; `reread`, `update` and `reload` are refused with `CANT_REREAD` and ' +
    'the same text, and everything goes on as before. `supervisord --check`, or `supervisorctl check FILE`, shows all of them at once. ' +
    'At the end of the first line stands the place, `[FILE:LINE]`, and sometimes a guess at what was meant.',
  answers: [
    {
      says: ["Source contains parsing errors: '{file}'\n\t[line {number}]: '{line}'"],
      madeOf: ['Source contains parsing errors: {}{}', '[line {}]: {}'],
      means:
        'Each line that is listed is neither `[section]` nor `name = value` nor a comment, nor the indented rest of a value.',
      remedy:
        'Look at these lines: an equals sign is missing, or a line of the value above should begin with a blank.',
    },
    {
      says: ["File contains no section headers.\nfile: '{file}', line: {number}\n'{line}'"],
      means: 'Something stands before the first `[section]`.',
      remedy:
        'Put the line below its section. If it looks right, the file may begin with an invisible byte order mark: save it without.',
    },
    {
      says: [
        "Format string '{value}' for '{section}.{option}' contains names ('{name}') which cannot be expanded. Available names: {names}",
      ],
      madeOf: [
        'Format string {} for {}',
        '{} contains names ({}) which cannot be expanded. Available names: {}',
      ],
      means:
        '`%(name)s` is used with a name that is not known there. `ENV_X` is the variable X as supervisord has it, which under systemd or cron is not that of your shell.',
      remedy:
        'Choose one of the names that are listed. For a variable, set it where supervisord is started (`Environment=` in a unit file), or in `[supervisord] environment=`.',
    },
    {
      says: ["Format string '{value}' for '{section}.{option}' is badly formatted: {why}"],
      madeOf: [
        '{} is badly formatted: {}',
        'incomplete format',
        'incomplete format key',
        '* wants int',
        '{} too big',
        'not enough arguments for format string',
        "unsupported format character '{}' (0x{}) at index {}",
        '%c requires int or char',
        '%c arg not in range(0x110000)',
        '%{} format: {} is required, not {}',
        'a real number',
        'an integer',
        'must be real number, not {}',
      ],
      means:
        'A percent sign begins an expansion, and this one leads nowhere: `date +%Y` and `50%` are typical.',
      remedy:
        'Write two percent signs for one: `date +%%Y`. Behind `%(name)` belongs an `s`, or `02d` for a number.',
    },
    {
      says: ["'utf-8' codec can't decode {bytes}: {why}"],
      madeOf: [
        'unexpected end of data',
        'byte 0x{} in position {}',
        'bytes in position {}-{}',
        'invalid start byte',
        'invalid continuation byte',
      ],
      means: 'The file is not UTF-8: it was saved as Latin-1, or is no text at all.',
      remedy: 'Convert it: `iconv -f latin1 -t utf-8 FILE`. `file FILE` tells what it is.',
    },
    {
      says: [
        'program section {section} does not specify a command',
        '[{section}] section requires an "events" line',
        '[{section}] section requires a "socket" line',
        'section [{section}] has no file value',
        'section [{section}] has no port value',
        '.ini file has [include] section, but no files setting',
        'section [{section}] does not specify a supervisor.rpcinterface_factory',
        'section [{section}] does not specify a supervisor.ctl_factory',
      ],
      means:
        'An option that the section cannot do without is missing. It may be misspelled, or belong to another section because a header is missing.',
      remedy:
        'Add it. [The reference](../reference/configuration.md) says for every option what it takes.',
    },
    {
      says: ['%(process_num) must be present within process_name when numprocs > 1'],
      means: 'Several processes of one program need different names.',
      remedy: 'Add `process_name=%(program_name)s_%(process_num)02d`.',
    },
    {
      says: ['Cannot set stopasgroup=true and killasgroup=false'],
      means: 'Who is stopped as a group is killed as a group.',
      remedy: 'Remove `killasgroup=false`.',
    },
    {
      says: ['[{section}] names unknown program or fcgi-program {name}'],
      means:
        '`programs=` of a group lists a name that no section has: a typing error, or the file of that program is not included.',
      remedy: 'Compare with the `[program:x]` headers; `supervisorctl avail` lists what is known.',
    },
    {
      says: ['[{section}] name {name} is ambiguous (exists as program and fcgi-program)'],
      means:
        'There are a `[program:x]` and an `[fcgi-program:x]` with the name that the group lists.',
      remedy: 'Rename one of them.',
    },
    {
      says: [
        'socket_owner and socket_mode params should only be used with a Unix domain socket in [{section}] socket',
      ],
      means: 'A TCP socket has neither owner nor mode.',
      remedy: 'Remove both options, or use `socket=unix:///path`.',
    },
    {
      says: [
        'Section [{section}] contains incomplete authentication: If a username or a password is specified, both the username and password must be specified',
      ],
      means: 'There is a `username=` without `password=` or the other way round.',
      remedy: 'Give both or neither.',
    },
    {
      says: ['section [{section}] has a {option} but no certificate'],
      means: '`key=` and `client_ca=` belong to a certificate, which is missing.',
      remedy: 'Add `certificate=FILE`; see [security](../security.md).',
    },
    {
      says: [
        "[{section}] names no user: a name is not empty and has no ':'",
        'section [{section}] does not say how the user is known: by password, tokens, uid or gid',
        'section [{section}] has an empty {option} value',
        '{value} is no role: {roles}',
      ],
      means:
        'A `[user:x]` section is not complete, so that nobody could be that user, or everybody.',
      remedy:
        'Give it `password=` (made by `supervisorctl hash-password`), `tokens=`, `uid=` or `gid=`, and `role=` viewer, operator or admin.',
    },
    {
      says: [
        '[{section}] section sets redirect_stderr=true but this is not allowed because it will interfere with the eventlistener protocol',
      ],
      means:
        'What a listener writes to its standard output is its answers; anything else there breaks the protocol.',
      remedy: 'Remove `redirect_stderr` from the `[eventlistener:x]`.',
    },
    {
      says: ['.ini file does not include supervisorctl section'],
      means: 'supervisorctl was given a file with `-c` that has no `[supervisorctl]` section.',
      remedy:
        'Name the right file, add the section with `serverurl=`, or leave the file out: `supervisorctl -s URL`.',
    },
    {
      says: [" in section '{section}' (file: '{file}')"],
      madeOf: [
        ' in section {} (file: {})',
        ' in [%s] events',
        ' in [%s] socket',
        'option {}',
        'section [{}]',
      ],
      means: 'The end of many errors: which section they are about, and the file that has it.',
      remedy:
        'The first words of the error are explained on this page. With several files, `[FILE:LINE]` behind it is the exact place.',
    },
  ],
};
