/** All manual pages, by the names of their files. To add one, add a line. */
import type { Command } from '../../src/bin/flags.ts';
import { PIDPROXY } from '../../src/bin/pidproxy-flags.ts';
import { VISORD_CRASHLOG } from '../../src/bin/visord-crashlog-flags.ts';
import { VISORD_NOTIFY } from '../../src/bin/visord-notify-flags.ts';
import { flagItems } from './flags.ts';
import {
  type Edition,
  heading,
  type ManPage,
  prose,
  render,
  seeAlso,
  synopsis,
  verbatim,
} from './roff.ts';
import { supervisorctlPage } from './supervisorctl.ts';
import { supervisordPage } from './supervisord.ts';
import { configurationManPage } from './supervisord-conf.ts';

function echoPage(): ManPage {
  const name = 'echo_supervisord_conf';
  return {
    name,
    section: 1,
    summary: 'print a sample configuration of supervisord',
    body: [
      heading('Synopsis'),
      synopsis(name, ''),
      heading('Description'),
      prose('Prints a configuration with every option there is, as comments. It has no flags.'),
      heading('Examples'),
      verbatim('echo_supervisord_conf > /etc/supervisord.conf'),
      seeAlso('supervisord(8)', 'supervisord.conf(5)'),
    ],
  };
}

/** A command that its table of flags says everything about. */
function toolPage(name: string, summary: string, command: Command, usage: string): ManPage {
  return {
    name,
    section: 1,
    summary,
    body: [
      heading('Synopsis'),
      synopsis(name, command.synopsis),
      heading('Description'),
      prose(command.doc),
      heading('Options'),
      ...flagItems(command, name),
      heading('Examples'),
      verbatim(usage),
      seeAlso('supervisord(8)', 'supervisord.conf(5)'),
    ],
  };
}

const PAGES: readonly (() => ManPage)[] = [
  supervisordPage,
  supervisorctlPage,
  configurationManPage,
  echoPage,
  () =>
    toolPage(
      'pidproxy',
      'pass signals on to a program that puts itself into the background',
      PIDPROXY,
      '[program:mysql]\ncommand=pidproxy /run/mysqld/mysqld.pid /usr/bin/mysqld_safe',
    ),
  () =>
    toolPage(
      'visord-notify',
      'tell by webhook or mail of programs that fail',
      VISORD_NOTIFY,
      '[eventlistener:notify]\ncommand=visord-notify --webhook https://chat.example.com/hook\nevents=PROCESS_STATE',
    ),
  () =>
    toolPage(
      'visord-crashlog',
      'keep what a program said before it failed',
      VISORD_CRASHLOG,
      '[eventlistener:crashlog]\ncommand=visord-crashlog --file /var/log/crashes.log\nevents=PROCESS_STATE',
    ),
];

export function manPages(edition: Edition): Map<string, string> {
  return new Map(
    PAGES.map((make) => make()).map((page) => [
      `${page.name}.${page.section}`,
      render(page, edition),
    ]),
  );
}
