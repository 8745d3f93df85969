/** Which language to speak, and a message in it. */
import { LANGUAGES, type Language, MESSAGES, type MessageKey } from './messages.ts';

/** Values for the places in a message. */
export type Values = Readonly<Record<string, string | number>>;

/**
 * The first language of the list that there are messages in. A variant counts as the one that is
 * there (`ja-JP`, `zh-SG`), but traditional Chinese is another script.
 *
 * @param wanted As browsers tell it, best first
 */
export function chooseLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    if (/^zh\b.*\b(hant|tw|hk|mo)\b/i.test(tag)) continue;
    const [primary] = tag.toLowerCase().split('-');
    const found = LANGUAGES.find((language) => language.split('-')[0] === primary);
    if (found !== undefined) return found;
  }
  return LANGUAGES[0];
}

/** A message, with values in their places. */
export function message(language: Language, key: MessageKey, values: Values = {}): string {
  const forms = MESSAGES[key][LANGUAGES.indexOf(language)]?.split('|') ?? [];
  const [one = '', many = one] = forms;
  const form = values.n === 1 ? one : many;
  return form.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}
