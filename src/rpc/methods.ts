/** The table of all methods. To add one: write its entry into a file in `methods/`. */
import type { Method } from './method.ts';
import * as about from './methods/about.ts';
import * as configInfo from './methods/config-info.ts';
import * as events from './methods/events.ts';
import * as groups from './methods/groups.ts';
import * as mainLog from './methods/main-log.ts';
import * as processInfo from './methods/process-info.ts';
import * as processLogs from './methods/process-logs.ts';
import * as signal from './methods/signal.ts';
import * as start from './methods/start.ts';
import * as stdin from './methods/stdin.ts';
import * as stop from './methods/stop.ts';
import * as supervisor from './methods/supervisor.ts';
import * as system from './methods/system.ts';
import * as update from './methods/update.ts';
import * as upgrade from './methods/upgrade.ts';

/** Every entry that one of these files exports is a method. */
export const METHODS: readonly Method[] = [
  about,
  supervisor,
  groups,
  processInfo,
  configInfo,
  start,
  stop,
  signal,
  stdin,
  mainLog,
  processLogs,
  update,
  upgrade,
  events,
  system,
].flatMap((file): Method[] => Object.values(file));
