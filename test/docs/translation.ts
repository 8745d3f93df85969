/**
 * What a page and its translation must have in common: everything that is not prose. Headings have
 * the same levels, blocks of code are the same but for their comments, links and pictures lead to
 * the same places, tables have the same shape and numbers, lists the same number of items.
 */
import { blocksOf } from './page.ts';

export const LANGUAGES = ['zh-CN', 'ja'] as const;

const TRANSLATED = /\.(zh-CN|ja)(?=\.md\b)/;

/** A page's parts in their order; texts are left out. */
export interface Structure {
  readonly headings: readonly number[];
  readonly code: readonly string[];
  readonly links: readonly string[];
  /** Each row: how many cells, and the numbers in them. */
  readonly tables: readonly string[];
  readonly items: number;
  readonly paragraphs: number;
}

export function isTranslation(page: string): boolean {
  return TRANSLATED.test(page);
}

/** The name of the translation of a page, such as `README.ja.md`. */
export function translationOf(page: string, language: string): string {
  return page.replace(/\.md$/, `.${language}.md`);
}

export function structureOf(text: string): Structure {
  const prose = text.replace(/^```[\s\S]*?^```$/gm, '').replace(/<!--[\s\S]*?-->/g, '');
  const lines = prose.split('\n');
  const rows = lines.filter((line) => line.startsWith('|'));
  return {
    headings: lines.flatMap((line) => /^(#+) /.exec(line)?.[1]?.length ?? []),
    code: blocksOf(text).map(({ language, text: code }) => `${language}\n${withoutComments(code)}`),
    links: linksOf(prose).sort(),
    tables: rows.map(
      (row) => `${row.split('|').length}: ${row.match(/\d[\d.,]*/g)?.join(' ') ?? ''}`,
    ),
    items: lines.filter((line) => /^ *- /.test(line)).length,
    paragraphs: prose.split(/\n{2,}/).filter((part) => /\S/.test(part)).length,
  };
}

/** A comment is for the reader, in their language. */
function withoutComments(code: string): string {
  return code.replace(/(?:^|[ \t]+)(?:[;#]|\/\/) .*$/gm, '');
}

/** Where links and pictures lead, without language and heading, which are the translation's own. */
function linksOf(prose: string): string[] {
  const inline = [...prose.matchAll(/\]\(([^)\s]+)\)|<(https?:[^>]+)>|(?:src|href)="([^"]+)"/g)];
  return inline
    .map(([, link, bare, attribute]) => link ?? bare ?? attribute ?? '')
    .map((target) => target.replace(TRANSLATED, '').replace(/#.*$/, ''));
}
