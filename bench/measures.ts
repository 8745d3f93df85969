/** What is measured, by the word that chooses it. To add a measurement, add a line. */
import type { Measure } from './measure.ts';
import { dashboards } from './measures/dashboards.ts';
import { descriptors } from './measures/descriptors.ts';
import { events } from './measures/events.ts';
import { flood } from './measures/flood.ts';
import { idle } from './measures/idle.ts';
import { log } from './measures/log.ts';
import { many } from './measures/many.ts';
import { replace } from './measures/replace.ts';
import { rpc } from './measures/rpc.ts';
import { start } from './measures/start.ts';
import { status } from './measures/status.ts';
import { stop } from './measures/stop.ts';
import { upgrade } from './measures/upgrade.ts';

export const MEASURES: Readonly<Record<string, readonly Measure[]>> = {
  start,
  idle,
  replace,
  log,
  flood,
  rpc,
  status,
  stop,
  upgrade,
  events,
  many,
  descriptors,
  dashboards,
};
