/** Event listeners, the listeners and tools that come with visord, and plug-ins. */
import type { Chapter } from '../answer.ts';

export const LISTENERS: Chapter = {
  title: 'Event listeners, tools and plug-ins',
  about:
    'What concerns `[eventlistener:x]` and plug-ins stands in the log of supervisord; what visord-notify, visord-crashlog and pidproxy say, on their standard error: ' +
    '`supervisorctl tail NAME stderr`.',
  answers: [
    {
      says: ['pool {name} event buffer overflowed, discarding event {serial}'],
      means:
        'The listeners of this pool are slower than events come, or have stopped answering. The oldest event is lost to this pool.',
      remedy:
        'Is the listener RUNNING and does it answer? If it is slow, raise `buffer_size` and `numprocs`, or subscribe to fewer `events` (not TICK_5 or PROCESS_LOG if not needed). `visord.getEventPools` shows the counts.',
    },
    {
      says: ["{name}: bad result line: '{line}'"],
      means: 'A listener wrote something else to its standard output than `READY` or `RESULT`.',
      remedy:
        'It must not print to its standard output: logging and debugging belong to standard error. In Python flush after every line.',
    },
    {
      says: [
        '{name}: has entered the UNKNOWN state and will no longer receive events, this usually indicates the process violated the eventlistener protocol',
      ],
      means:
        'After a bad line nobody can tell what the listener will say next. It runs, and gets nothing.',
      remedy:
        'Mend it, then `supervisorctl restart NAME`. `listener_restart=true` does that by itself.',
    },
    {
      says: ['restarting {name}, since its listener state is UNKNOWN'],
      means: 'The listener broke the protocol, and `listener_restart=true` asks for a new one.',
      remedy: 'Look for the `bad result line` before it.',
    },
    {
      says: ['{name}: event was rejected', '{name}: event caused an error'],
      madeOf: ['event was rejected', 'event caused an error'],
      means:
        'The listener answered something else than `OK`, or the `result_handler` threw an error. The event is sent again.',
      remedy:
        'Look at the log of the listener. One that rejects an event for ever blocks itself: answer `OK` for what you cannot use.',
    },
    {
      says: ['cannot read an event: its header is {header}'],
      means: 'A listener of visord was started by hand, or by something else than supervisord.',
      remedy: 'Run it as `command=` of an `[eventlistener:x]`.',
    },
    {
      says: ['visord-notify: {name}: {why}', 'visord-notify: {name}: {why}; given up'],
      madeOf: [
        'visord-notify: {}: {}{}',
        '; given up',
        '{} answered {} {}',
        '{} gave no answer within {} ms',
      ],
      means:
        'A notice could not be delivered. It is tried again in growing intervals; `given up` means that it is lost.',
      remedy:
        'Check the URL with `curl -d "{}" URL` from this machine, or the mail command by hand. A proxy is not used.',
    },
    {
      says: ['visord-crashlog: {why}'],
      means:
        'The report of a crash could not be written to its `--file`, or its `--command` failed.',
      remedy:
        'Check the rights of the file for the user of the listener, and run the command by hand.',
    },
    {
      says: [
        'cannot run {command}: {errno}',
        '{command} took longer than {time} ms',
        '{command} ended by signal {signal}',
        '{command} ended with status {status}',
      ],
      means: 'The command that a listener was told to run failed or took too long.',
      remedy: 'Run it by hand as the user of the listener. `--timeout` gives it more time.',
    },
    {
      says: ['SUPERVISOR_SERVER_URL is not set: run it by a supervisord with a server'],
      means: 'visord-crashlog asks supervisord for logs, and was not told where it is.',
      remedy: 'supervisord needs a `[unix_http_server]` section; run it as an `[eventlistener:x]`.',
    },
    {
      says: [
        'nothing to do: give --file, --command, or both',
        'nothing to do: give --webhook, --mail, or both',
        'invalid value for --command: no command',
        'invalid value for --sendmail: no command',
        'an address is one line',
        'not a URL that begins with http:// or https://: {value}',
      ],
      means: 'The command line of the listener does not say what to do.',
      remedy: '`visord-notify -h` and `visord-crashlog -h` show the flags.',
    },
    {
      says: ["Can't read child pidfile {file}!"],
      means:
        'pidproxy was asked to hand on a signal before the program had written its pidfile, or that is at another place.',
      remedy:
        'Compare the path with the configuration of the program. pidproxy passes the signal to nobody until the file is there.',
    },
    {
      says: ['pidproxy: cannot send {signal} to process {pid}: {errno}'],
      means:
        'The process of the pidfile belongs to somebody else (`EPERM`), or the pidfile is old.',
      remedy: 'Run pidproxy as the same user as the program, or as root.',
    },
    {
      says: ['pidproxy: cannot start {command}: {errno}'],
      means:
        'The command behind the pidfile is not there (`ENOENT`) or not executable (`EACCES`). It is not looked for along PATH.',
      remedy: 'Give its absolute path.',
    },
    {
      says: [
        '{spec} cannot be resolved within [{section}]: it is not of the form module:name',
        "{spec} cannot be resolved within [{section}]: No module named '{module}'",
        "{spec} cannot be resolved within [{section}]: module '{file}' has no function '{name}'",
        '{spec} cannot be resolved within [{section}]: it is built in',
      ],
      madeOf: [
        '{} cannot be resolved within [{}]: {}',
        'it is not of the form module:name',
        "No module named '{}'",
        'it is built in',
        "module '{}' has no function '{}'",
        'of this Python plug-in {} is built in',
        'if {} of the Python module {} is wanted: Python cannot be loaded here',
        '{}, plug-ins are JavaScript modules, see docs/plugins.md',
        '{} ({})',
      ],
      means:
        'A plug-in, or a `result_handler`, cannot be found or loaded. Modules of Python cannot: plug-ins are JavaScript modules here.',
      remedy:
        "Write `./file.mjs:function`, beside the configuration file. [Plug-ins](../plugins.md) says how one is written, and which of Python's are built in.",
    },
    {
      says: [
        'Could not make {name} rpc interface',
        'Could not make the commands of [{section}]: {why}',
      ],
      madeOf: [
        'Could not make {} rpc interface',
        'Could not make the commands of [{}]: {}',
        'it made no object with methods',
        '{} has no run',
        '{} answers no {}',
        '{} is for no role {}',
        '{} takes no {}',
        "cannot publish {}, which is not in 'events'",
      ],
      means:
        'The function of a plug-in was called and threw an error, or made something that is no method. The trace stands before it in the log.',
      remedy: 'Mend the plug-in; [plug-ins](../plugins.md) shows what it has to return.',
    },
    {
      says: ["cannot add an event type '{name}'", "cannot add an event type below '{name}'"],
      means:
        'A plug-in adds a type of event whose name is taken, is not in capitals, or stands below what has a payload.',
      remedy: 'Choose another name in `events` of the plug-in.',
    },
    {
      says: ['cannot send a communication event whose data hold a token of its own'],
      means:
        '`sendCommunicationEvent` was given data with `<!--XSUPERVISOR:BEGIN-->` or its end in it, which would end the event early.',
      remedy: 'Encode the data, in base64 for example.',
    },
  ],
};
