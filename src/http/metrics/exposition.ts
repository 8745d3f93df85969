/**
 * Metrics as text: in the format of Prometheus (0.0.4), or as OpenMetrics where that is asked for.
 *
 * They differ in what a counter is called where its type is told, and in the last line.
 */
import type { Metric, Scrape } from './metric.ts';

export type Format = 'prometheus' | 'openmetrics';

export const CONTENT_TYPES: Readonly<Record<Format, string>> = {
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

/** @param accept What the request says behind `Accept:` */
export function chooseFormat(accept: string | undefined): Format {
  return /application\/openmetrics-text/i.test(accept ?? '') ? 'openmetrics' : 'prometheus';
}

/** A metric of which there is nothing to tell now is left out. */
export function exposition(metrics: readonly Metric[], scrape: Scrape, format: Format): string {
  const told = metrics.map((metric) => {
    const lines = [...metric.read(scrape)].map(([value, ...values]) => {
      const labels = metric.labels.map(
        (label, index) => `${label}="${escaped(values[index] ?? '')}"`,
      );
      return `${metric.name}${labels.length === 0 ? '' : `{${labels}}`} ${number(value)}\n`;
    });
    return lines.length === 0 ? '' : `${heading(metric, format)}${lines.join('')}`;
  });
  return `${told.join('')}${format === 'openmetrics' ? '# EOF\n' : ''}`;
}

function heading({ name, type, doc }: Metric, format: Format): string {
  const family =
    format === 'openmetrics' && type === 'counter' ? name.replace(/_total$/, '') : name;
  return `# HELP ${family} ${doc}\n# TYPE ${family} ${type}\n`;
}

function escaped(value: string): string {
  return value.replace(/[\\"\n]/g, (sign) => (sign === '\n' ? '\\n' : `\\${sign}`));
}

function number(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}
