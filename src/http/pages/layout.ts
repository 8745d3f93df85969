/** What the pages have in common: head, look and icon. Links are relative, for proxies. */
import { type Html, html, type Part } from './html.ts';

/** @param head What a page has in its head beside the common things */
export function layout(title: string, content: Part, head?: Html): Html {
  return html`<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${title}</title>
  <link href="stylesheets/supervisor.css" rel="stylesheet" type="text/css">
  <link href="images/icon.png" rel="icon" type="image/png">
${head}</head>
<body>
${content}
</body>
</html>
`;
}
