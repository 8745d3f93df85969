/** The page of the configuration file: every section, every option. */
import { type Option, SCOPES, type Section } from '../../src/config/schema.ts';
import { SECTIONS } from '../../src/config/sections.ts';
import { code, headingAnchor, page } from './markdown.ts';

export const ABOUT_CONFIGURATION = `The sections of \`supervisord.conf\`, and their options. \`%(name)s\` in a value stands for the
value of that name; \`%(ENV_HOME)s\` is the variable HOME of the environment, \`%(here)s\` the folder
of the file that says so. Two percent signs stand for one.`;

export type AnySection = Section<Readonly<Record<string, unknown>>>;

const WHEN: Readonly<Record<Option<unknown>['applies'], string>> = {
  live: 'with `supervisorctl update`; `update --minimal` restarts nothing for it',
  update: 'with `supervisorctl update`, which restarts what it concerns',
  reread: 'with `supervisorctl reread`, and restarts nothing',
  start: 'when what reads it starts again, as with `supervisorctl reload`',
};

export function configurationPage(): string {
  const contents = SECTIONS.map(
    ({ header }) => `- [\`[${header}]\`](#${headingAnchor(header)})\n`,
  ).join('');
  return `${page('Configuration', ABOUT_CONFIGURATION)}\n${contents}${SECTIONS.map(section).join('')}`;
}

function section(each: AnySection): string {
  const { header, doc, open } = each;
  const more = open === true ? '\nFurther options are handed on as they are.\n' : '';
  const parts = ownOptions(each).map(([name, option]) => entry(name, option));
  return `\n## \`[${header}]\`\n\n${doc}\n${more}${parts.join('')}${elsewhere(each)}`;
}

/** The options that no earlier section explains. */
export function ownOptions({ header, options }: AnySection): [string, Option<unknown>][] {
  return Object.entries(options).filter(([name, option]) => explainedIn(name, option) === header);
}

/** The first section that has the very same option, default and all. */
function explainedIn(name: string, option: Option<unknown>): string | undefined {
  return SECTIONS.find(({ options }) => options[name] === option)?.header;
}

/** The options that earlier sections have as well, and explain: the names, by section. */
export function sharedOptions({ header, options }: AnySection): ReadonlyMap<string, string[]> {
  const shared = new Map<string, string[]>();
  for (const [name, option] of Object.entries(options)) {
    const place = explainedIn(name, option);
    if (place === undefined || place === header) continue;
    shared.set(place, [...(shared.get(place) ?? []), name]);
  }
  return shared;
}

function elsewhere(section: AnySection): string {
  const lines = [...sharedOptions(section)].map(
    ([place, names]) => `\n_As in \`[${place}]\`:_ ${names.map(code).join(', ')}\n`,
  );
  return lines.join('');
}

function entry(name: string, option: Option<unknown>): string {
  const facts = factsOf(option).map((fact) => `- ${fact}\n`);
  return `\n### ${code(name)}\n\n${option.doc}\n\n${facts.join('')}`;
}

/** What there is to say of an option besides its sentences, as Markdown. */
export function factsOf(option: Option<unknown>): string[] {
  const names = SCOPES[option.names].map((each) => code(`%(${each})s`));
  return [
    `Type: ${option.type.expected}`,
    'required' in option ? 'Required' : `Default: ${defaultOf(option)}`,
    names.length === 0 ? '' : `May use: ${names.join(', ')}`,
    `A change takes effect ${WHEN[option.applies]}`,
    `Since ${/^\d/.test(option.since) ? 'Supervisor ' : ''}${option.since}`,
  ].filter((fact) => fact !== '');
}

function defaultOf(option: Extract<Option<unknown>, { readonly default: unknown }>): string {
  if (option.otherwise !== undefined) return option.otherwise;
  const text = option.type.format(option.default);
  return text === '' ? 'none' : code(text);
}
