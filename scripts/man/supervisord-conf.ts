/** supervisord.conf(5). */
import { SECTIONS } from '../../src/config/sections.ts';
import {
  ABOUT_CONFIGURATION,
  type AnySection,
  factsOf,
  ownOptions,
  sharedOptions,
} from '../reference/configuration.ts';
import { heading, item, type ManPage, prose, seeAlso, subheading } from './roff.ts';

const FORM = `A section begins with its name in brackets; options are lines of \`name=value\`. A value goes on in the
lines below it that are indented. A comment is a line that begins with a semicolon or a number sign, and
what stands behind a semicolon with a blank before it.

\`\`\`
[supervisord]
logfile=/var/log/supervisord.log

[unix_http_server]
file=/run/supervisor.sock

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface

[supervisorctl]
serverurl=unix:///run/supervisor.sock

[program:web]
command=/usr/bin/web --port 8080
user=www-data
\`\`\`

\`supervisord --check\` tells what is wrong with a file, and with what it names; \`echo_supervisord_conf\` prints one with
all options. \`supervisorctl update\` takes over what has changed.`;

export function configurationManPage(): ManPage {
  return {
    name: 'supervisord.conf',
    section: 5,
    summary: 'the configuration file of supervisord',
    body: [
      heading('Description'),
      prose(`${ABOUT_CONFIGURATION}\n\n${FORM}`),
      heading('Sections'),
      ...SECTIONS.flatMap(section),
      seeAlso('supervisord(8)', 'supervisorctl(1)', 'echo_supervisord_conf(1)'),
    ],
  };
}

function section(each: AnySection): string[] {
  const { header, doc, open } = each;
  const shared = [...sharedOptions(each)].map(
    ([place, names]) =>
      `.PP\n${prose(`As in \`[${place}]\`: ${names.map((name) => `\`${name}\``).join(', ')}.`)}`,
  );
  return [
    subheading(`[${header}]`),
    prose(open === true ? `${doc} Further options are handed on as they are.` : doc),
    ...ownOptions(each).map(([name, option]) =>
      item(`\`${name}\``, option.doc, `${factsOf(option).join('. ')}.`),
    ),
    ...shared,
  ];
}
