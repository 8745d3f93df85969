/**
 * From what is odd in the text of the files to warnings. The original is silent about all of it.
 *
 * Warnings name options, but never quote values: those may be secrets.
 */
import { repr } from '../base/python-text.ts';
import { where } from './errors.ts';
import type { Notes } from './notes.ts';
import type { Oddity } from './oddities.ts';
import { SECTIONS } from './sections.ts';

export function adviseOddities(oddities: readonly Oddity[], notes: Notes): void {
  for (const oddity of oddities) advise(oddity, notes);
}

function advise(oddity: Oddity, notes: Notes): void {
  switch (oddity.kind) {
    case 'section':
      adviseSection(oddity, notes);
      break;
    case 'option':
      adviseOption(oddity, notes);
      break;
    case 'swallowed':
      adviseSwallowed(oddity, notes);
      break;
    case 'cut':
      adviseCut(oddity, notes);
  }
}

type Of<Kind extends Oddity['kind']> = Extract<Oddity, { readonly kind: Kind }>;

/** Sections without a name go on in other files on purpose: an overlay for `[supervisord]`, say. */
function adviseSection({ origin, earlier }: Of<'section'>, notes: Notes): void {
  if (!isNamed(origin.section)) return;
  notes.advise(
    'repeated-section',
    `section ${repr(origin.section)} is given twice, the first time at ${where(earlier)}; ` +
      'both are read as one, in which the last of each option counts',
    origin,
  );
}

/** In a section that is given twice, the section is what to tell. */
function adviseOption(oddity: Of<'option'>, notes: Notes): void {
  const { option, origin, earlier, sameHeader, sameValue } = oddity;
  if (!sameHeader && (sameValue || isNamed(origin.section))) return;
  notes.advise(
    'repeated-option',
    `option ${repr(option)} in section ${repr(origin.section)} is given twice, ` +
      `the first time at ${where(earlier)}; this one counts`,
    origin,
  );
}

/** Variables of `environment=` may be called like options; they follow a comma. */
function adviseSwallowed(oddity: Of<'swallowed'>, notes: Notes): void {
  const { option, origin, looksLike, before } = oddity;
  if (looksLike.kind === 'option') {
    const options = sectionOf(origin.section)?.options ?? {};
    if (!Object.hasOwn(options, looksLike.name)) return;
    if (option === 'environment' && /(^|[,;])\s*$/.test(before)) return;
  } else if (sectionOf(looksLike.name) === undefined) return;
  const what =
    looksLike.kind === 'option' ? `option ${repr(looksLike.name)}` : `section [${looksLike.name}]`;
  notes.advise(
    'indented-line',
    `${what} is indented, and so belongs to the value of ${repr(option)} above it`,
    origin,
  );
}

/** Options whose values may have a `#` in them. */
const FREE_TEXT = ['command', 'environment', 'username', 'password', 'directory', 'files'];

function adviseCut({ option, origin, mark, quoted }: Of<'cut'>, notes: Notes): void {
  if (!quoted && !FREE_TEXT.includes(option)) return;
  notes.advise(
    quoted ? 'cut-in-quotes' : 'cut-at-hash',
    `the value of ${repr(option)} in section ${repr(origin.section)} ends before ` +
      `${quoted ? `the ${repr(mark)} in its quotes` : repr(mark)}, since that begins a comment ` +
      'when a blank is before it',
    origin,
  );
}

function sectionOf(name: string) {
  return SECTIONS.find((section) => section.matches(name));
}

function isNamed(section: string): boolean {
  return section.includes(':');
}
