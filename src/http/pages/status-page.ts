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
  /** Whether the reader is offered what changes something. */
  readonly offersActions: boolean;
}

interface Link {
  readonly label: string;
  /** Whether it changes something. */
  readonly acts?: true;
  /** All of them, if not given. */
  readonly shownIn?: readonly ProcessState[];
  readonly opens?: 'new tab';
  /** @param name The namespec, as a part of a URL */
  href(name: string): string;
}

const act = (action: string) => (name: string) => `index.html?processname=${name}&action=${action}`;

const LINKS: readonly Link[] = [
  { label: 'Start', acts: true, shownIn: ['STOPPED', 'EXITED', 'FATAL'], href: act('start') },
  { label: 'Restart', acts: true, shownIn: ['RUNNING'], href: act('restart') },
  { label: 'Stop', acts: true, shownIn: ['RUNNING'], href: act('stop') },
  { label: 'Clear Log', acts: true, href: act('clearlog') },
  { label: 'Tail -f Stdout', opens: 'new tab', href: (name) => `logtail/${name}` },
  { label: 'Tail -f Stderr', opens: 'new tab', href: (name) => `logtail/${name}/stderr` },
];

export function statusPage(page: StatusPage): Html {
  const { rows, message, version, year, offersActions } = page;
  return layout(
    'Supervisor Status',
    html`<header id="header"><img src="images/supervisor.gif" width="32" height="32" alt=""><h1>Supervisor Status</h1></header>
<main id="wrapper">
${message === undefined ? undefined : html`<div class="status_msg" role="status">${message}</div>`}
<ul id="buttons">
  <li class="action-button"><a href="index.html?action=refresh">Refresh</a></li>
${offersActions ? FOR_ALL : undefined}</ul>
${rows.length === 0 ? html`<p>No programs to manage</p>` : table(page)}
</main>
<footer id="footer">Supervisor <span>${version}</span>, by visord, <span>${year}</span></footer>`,
    DASHBOARD,
  );
}

/** Where scripts run, the dashboard takes this page over (`web/app.tsx`). */
const DASHBOARD = html`  <link href="dashboard/app.css" rel="stylesheet" type="text/css">
  <script type="module" src="dashboard/app.js"></script>
`;

const FOR_ALL = html`  <li class="action-button"><a href="index.html?action=restartall">Restart All</a></li>
  <li class="action-button"><a href="index.html?action=stopall">Stop All</a></li>
`;

function table({ rows, offersActions }: StatusPage): Html {
  const links = LINKS.filter(({ acts }) => offersActions || !acts);
  return html`<table>
<thead>
<tr><th class="state" scope="col">State</th><th class="desc" scope="col">Description</th><th class="name" scope="col">Name</th><th class="action" scope="col">Action</th></tr>
</thead>
<tbody>
${rows.map((row, index) => tableRow(row, index, links))}</tbody>
</table>`;
}

function tableRow(row: Row, index: number, offered: readonly Link[]): Html {
  const { group, name, statename, description } = row;
  const whole = namespec(group, name);
  const links = offered.filter(({ shownIn }) => shownIn?.includes(statename) ?? true);
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
