/** All chapters of the troubleshooting page, in the order in which somebody meets their messages. */
import type { Chapter } from './answer.ts';
import { API } from './answers/api.ts';
import { EXIT_STATUSES, FAULT_WORDS, HTTP_STATUSES, STATE_WORDS } from './answers/codes.ts';
import { COMMANDS_SAY } from './answers/commands.ts';
import { CONFIGURATION } from './answers/configuration.ts';
import { ENDS } from './answers/ends.ts';
import { FOUND } from './answers/findings.ts';
import { LISTENERS } from './answers/listeners.ts';
import { LOG } from './answers/log.ts';
import { PROGRAMS } from './answers/programs.ts';
import { REACHING } from './answers/reaching.ts';
import { START } from './answers/start.ts';
import { SYSTEM_ERRORS } from './answers/system-errors.ts';
import { UPGRADES } from './answers/upgrades.ts';
import { USAGE } from './answers/usage.ts';
import { VALUES } from './answers/values.ts';

export const CHAPTERS: readonly Chapter[] = [
  START,
  CONFIGURATION,
  VALUES,
  FOUND,
  PROGRAMS,
  ENDS,
  STATE_WORDS,
  LOG,
  LISTENERS,
  UPGRADES,
  REACHING,
  COMMANDS_SAY,
  USAGE,
  EXIT_STATUSES,
  API,
  FAULT_WORDS,
  HTTP_STATUSES,
  SYSTEM_ERRORS,
];
