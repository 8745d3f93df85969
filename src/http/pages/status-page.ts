/**
 * The status page: every process in a row, with links that act on it.
 *
 * A function from what is known of the processes to markup. Names of classes and links are the
 * original's, which scripts look for.
 *
 * To add a link to a row: one entry in LINKS.
 */
import { namespec } from '../../wire/namespec.ts';
import type { ProcessState } from '../../wire/states.ts';
import { quote } from '../uri.ts';
import { type Html, html } from './html.ts';
import { layout } from './layout.ts';

export interface Row {
  readonly group: string;
  readonly name: string;
  readonly statename: ProcessState;
  readonly description: string;
}

export interface StatusPage {
  /** In the order in which they are shown. */
  readonly rows: readonly Row[];
  /** What the last action came to. */
  readonly message: string | undefined;
  readonly version: string;
  readonly year: number;
}

interface Link {
  readonly label: string;
  /** All of them, if not given. */
  readonly shownIn?: readonly ProcessState[];
  readonly opens?: 'new tab';
  /** @param name The namespec, as a part of a URL */
  href(name: string): string;
}

const act = (action: string) => (name: string) => `index.html?processname=${name}&action=${action}`;

const LINKS: readonly Link[] = [
  { label: 'Start', shownIn: ['STOPPED', 'EXITED', 'FATAL'], href: act('start') },
  { label: 'Restart', shownIn: ['RUNNING'], href: act('restart') },
  { label: 'Stop', shownIn: ['RUNNING'], href: act('stop') },
  { label: 'Clear Log', href: act('clearlog') },
  { label: 'Tail -f Stdout', opens: 'new tab', href: (name) => `logtail/${name}` },
  { label: 'Tail -f Stderr', opens: 'new tab', href: (name) => `logtail/${name}/stderr` },
];

export function statusPage({ rows, message, version, year }: StatusPage): Html {
  return layout(
    'Supervisor Status',
    html`<header id="header"><img src="images/supervisor.gif" width="32" height="32" alt=""><h1>Supervisor Status</h1></header>
<main id="wrapper">
${message === undefined ? undefined : html`<div class="status_msg" role="status">${message}</div>`}
<ul id="buttons">
  <li class="action-button"><a href="index.html?action=refresh">Refresh</a></li>
  <li class="action-button"><a href="index.html?action=restartall">Restart All</a></li>
  <li class="action-button"><a href="index.html?action=stopall">Stop All</a></li>
</ul>
${rows.length === 0 ? html`<p>No programs to manage</p>` : table(rows)}
</main>
<footer id="footer">Supervisor <span>${version}</span>, by visord, <span>${year}</span></footer>`,
    DASHBOARD,
  );
}

/** Where scripts run, the dashboard takes this page over (`web/app.tsx`). */
const DASHBOARD = html`  <link href="dashboard/app.css" rel="stylesheet" type="text/css">
  <script type="module" src="dashboard/app.js"></script>
`;

function table(rows: readonly Row[]): Html {
  return html`<table>
<thead>
<tr><th class="state" scope="col">State</th><th class="desc" scope="col">Description</th><th class="name" scope="col">Name</th><th class="action" scope="col">Action</th></tr>
</thead>
<tbody>
${rows.map(tableRow)}</tbody>
</table>`;
}

function tableRow({ group, name, statename, description }: Row, index: number): Html {
  const whole = namespec(group, name);
  const links = LINKS.filter(({ shownIn }) => shownIn?.includes(statename) ?? true);
  return html`<tr class="${index % 2 === 0 ? '' : 'shade'}">
<td class="status"><span class="${cssClass(statename)}">${statename.toLowerCase()}</span></td>
<td class="desc"><span>${description}</span></td>
<td class="name"><a href="tail.html?processname=${quote(whole)}" target="_blank" rel="noopener">${whole}</a></td>
<td class="action"><ul>
${links.map((link) => actionItem(link, whole))}</ul></td>
</tr>
`;
}

function actionItem({ label, href, opens }: Link, name: string): Html {
  const target = opens === undefined ? undefined : html` target="_blank" rel="noopener"`;
  return html`<li><a href="${href(quote(name))}" name="${label}"${target} title="${label}: ${name}">${label}</a></li>
`;
}

function cssClass(state: ProcessState): string {
  if (state === 'RUNNING') return 'statusrunning';
  return state === 'FATAL' || state === 'BACKOFF' ? 'statuserror' : 'statusnominal';
}
