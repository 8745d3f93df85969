/** The messages in the language that this browser asks for. */
import { chooseLanguage, message, type Values } from './language.ts';
import type { MessageKey } from './messages.ts';

export const language = chooseLanguage(navigator.languages);

/** A message in the reader's language. */
export function t(key: MessageKey, values?: Values): string {
  return message(language, key, values);
}
