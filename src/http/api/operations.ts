/** The table of all operations. To add one: write its entry into a file in `operations/`. */
import type { Operation } from './operation.ts';
import * as config from './operations/config.ts';
import * as daemon from './operations/daemon.ts';
import * as document from './operations/document.ts';
import * as events from './operations/events.ts';
import * as groups from './operations/groups.ts';
import * as logs from './operations/logs.ts';
import * as mainLog from './operations/main-log.ts';
import * as processes from './operations/processes.ts';
import * as several from './operations/several.ts';
import * as usage from './operations/usage.ts';

/** Every entry that one of these files exports is an operation. */
export const OPERATIONS: readonly Operation[] = [
  daemon,
  processes,
  several,
  groups,
  logs,
  mainLog,
  config,
  events,
  usage,
  document,
].flatMap((file): Operation[] => Object.values(file));
