/** The page of the configuration file: every section, every option. */
import { type Option, SCOPES, type Section } from '../../src/config/schema.ts';
import { SECTIONS } from '../../src/config/sections.ts';
import { code, page } from './markdown.ts';

const ABOUT = `The sections of \`supervisord.conf\`, and their options. \`%(name)s\` in a value stands for the
value of that name; \`%(ENV_HOME)s\` is the variable HOME of the environment, \`%(here)s\` the folder
of the file that says so. Two percent signs stand for one.`;

type AnySection = Section<Readonly<Record<string, unknown>>>;

const WHEN: Readonly<Record<Option<unknown>['applies'], string>> = {
  live: 'with `supervisorctl update`; `update --minimal` restarts nothing for it',
  update: 'with `supervisorctl update`, which restarts what it concerns',
  reread: 'with `supervisorctl reread`, and restarts nothing',
  start: 'when what reads it starts again, as with `supervisorctl reload`',
};

export function configurationPage(): string {
  const contents = SECTIONS.map(({ header }) => `- [\`[${header}]\`](#${anchor(header)})\n`).join(
    '',
  );
  return `${page('Configuration', ABOUT)}\n${contents}${SECTIONS.map(section).join('')}`;
}

/** What GitHub makes of the heading. */
function anchor(header: string): string {
  return header
    .toLowerCase()
    .replace(/[^a-z0-9_ -]/g, '')
    .replaceAll(' ', '-');
}

function section({ header, doc, options, open }: AnySection): string {
  const all = Object.entries(options);
  const own = all.filter(([name, option]) => explainedIn(name, option) === header);
  const more = open === true ? '\nFurther options are handed on as they are.\n' : '';
  const parts = own.map(([name, option]) => entry(name, option));
  return `\n## \`[${header}]\`\n\n${doc}\n${more}${parts.join('')}${elsewhere(header, all)}`;
}

/** The first section that has the very same option, default and all. */
function explainedIn(name: string, option: Option<unknown>): string | undefined {
  return SECTIONS.find(({ options }) => options[name] === option)?.header;
}

/** The options that earlier sections have as well, and explain. */
function elsewhere(header: string, all: readonly (readonly [string, Option<unknown>])[]): string {
  const places = new Set(all.map(([name, option]) => explainedIn(name, option)));
  places.delete(header);
  const lines = [...places].map((place) => {
    const shared = all.filter(([name, option]) => explainedIn(name, option) === place);
    const names = shared.map(([name]) => code(name)).join(', ');
    return `\n_As in \`[${place}]\`:_ ${names}\n`;
  });
  return lines.join('');
}

function entry(name: string, option: Option<unknown>): string {
  const names = SCOPES[option.names].map((each) => code(`%(${each})s`));
  const facts = [
    `Type: ${option.type.expected}`,
    'required' in option ? 'Required' : `Default: ${defaultOf(option)}`,
    names.length === 0 ? '' : `May use: ${names.join(', ')}`,
    `A change takes effect ${WHEN[option.applies]}`,
    `Since ${/^\d/.test(option.since) ? 'Supervisor ' : ''}${option.since}`,
  ].filter((fact) => fact !== '');
  return `\n### ${code(name)}\n\n${option.doc}\n\n${facts.map((fact) => `- ${fact}\n`).join('')}`;
}

function defaultOf(option: Extract<Option<unknown>, { readonly default: unknown }>): string {
  if (option.otherwise !== undefined) return option.otherwise;
  const text = option.type.format(option.default);
  return text === '' ? 'none' : code(text);
}
