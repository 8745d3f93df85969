/** The end of a program's output as a page, with a link that loads it anew. */
import { quote } from '../uri.ts';
import { type Html, html } from './html.ts';
import { layout } from './layout.ts';

export interface TailPage {
  readonly name: string | undefined;
  readonly limitBytes: number;
  readonly text: string;
}

export function tailPage({ name, limitBytes, text }: TailPage): Html {
  const refresh =
    name &&
    html`<p class="action-button"><a href="tail.html?processname=${quote(name)}&limit=${limitBytes}">Refresh</a></p>
`;
  return layout(
    `Supervisor tail of process ${name ?? 'None'}`,
    html`<main id="wrapper">
<pre tabindex="0">${text}</pre>
${refresh}</main>`,
  );
}
