/** All pages of docs/reference, by the names of their files. To add one, add a line. */
import { commandLinePage } from './command-line.ts';
import { commandsPage } from './commands.ts';
import { configurationPage } from './configuration.ts';
import { eventsPage } from './events.ts';
import { findingsPage } from './findings.ts';
import { metricsPage } from './metrics.ts';
import { restPage } from './rest.ts';
import { rpcPage } from './rpc.ts';
import { vocabularyPage } from './vocabulary.ts';

const PAGES: Readonly<Record<string, () => string>> = {
  'configuration.md': configurationPage,
  'command-line.md': commandLinePage,
  'commands.md': commandsPage,
  'events.md': eventsPage,
  'findings.md': findingsPage,
  'rest.md': restPage,
  'metrics.md': metricsPage,
  'rpc.md': rpcPage,
  'faults-and-states.md': vocabularyPage,
};

export function referencePages(): Map<string, string> {
  return new Map(Object.entries(PAGES).map(([file, render]) => [file, render()]));
}
