/** The page of metrics: every one, its type and its labels. */
import { METRICS } from '../../src/http/metrics/metrics.ts';
import { code, page, table } from './markdown.ts';

const ABOUT = `What \`GET /metrics\` tells, on any of the servers of the configuration, with their user and password: in the
text format of Prometheus (0.0.4), or as OpenMetrics where that is asked for.

Those called \`node_supervisord_*\` have the names, labels and values that node_exporter's collector has for Supervisor, so
that dashboards and alerts for those go on. Those called \`process_*\` are of the daemon itself. Of what there is nothing
to tell (no process, no log, a system without \`/proc\`) there is no line. How to scrape them:
[monitoring](../monitoring.md).`;

export function metricsPage(): string {
  return [
    page('Metrics', ABOUT),
    table(
      ['metric', 'type', 'labels', ''],
      METRICS.map(({ name, type, labels, doc }) => [
        code(name),
        type,
        labels.map(code).join(', '),
        doc,
      ]),
    ),
  ].join('');
}
