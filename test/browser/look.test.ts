/**
 * How the dashboard looks: every view in light, dark and on a phone, kept as pictures in
 * dist/screenshots; axe finds nothing to complain about in any of them.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { type PageOptions, sharedBrowser, withBrowser } from '../rig/browser.ts';
import { projectRoot } from '../rig/commands.ts';
import type { Daemon } from '../rig/daemon.ts';
import { difference } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';

const browser = sharedBrowser();
const folder = path.join(projectRoot, 'dist/screenshots');
const axe = readFileSync(path.join(projectRoot, 'node_modules/axe-core/axe.min.js'), 'utf8');

const SCREENS: Readonly<Record<string, PageOptions>> = {
  light: { viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  dark: { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
  phone: { viewport: { width: 360, height: 740 }, colorScheme: 'light' },
  wall: { viewport: { width: 2560, height: 1440 }, colorScheme: 'dark' },
};

/** The views, with what is there when they are complete. */
const VIEWS: readonly (readonly [name: string, place: string, ready: string])[] = [
  ['list', '', '[data-name="api:api_0"] .cell-memory .number'],
  ['log', '#/process/api%3Aapi_0', '.log .ansi-green'],
  ['charts', '#/process/api%3Aapi_0/charts', '.chart canvas'],
  ['timeline', '#/process/mailer/timeline', '.timeline li'],
  ['configuration', '#/process/mailer/configuration', '.table tbody tr'],
  ['changes', '#/changes', '.change'],
  ['main-log', '#/log', '.log .line'],
  ['pools', '#/pools', '.table tbody tr'],
];

const ACCOUNT = { username: 'ann', password: 'secret' };

const CONFIG = (port: number) => `
[inet_http_server]
port = 127.0.0.1:${port}
username = ${ACCOUNT.username}
password = ${ACCOUNT.password}
[program:api]
command = /bin/sh -c 'printf "\\033[32mINFO\\033[0m listening on 8080\\n\\033[33mWARN\\033[0m slow: 1.2 s\\n"; exec cat'
process_name = api_%%(process_num)d
numprocs = 4
startsecs = 0
[program:mailer]
command = /bin/sh -c 'exit 3'
startsecs = 0
autorestart = false
[program:reports]
command = /opt/reports/run
startretries = 0
[program:cleanup]
command = /bin/cat
autostart = false
[eventlistener:watcher]
command = /bin/sh -c 'echo READY; exec cat'
events = TICK_3600
startsecs = 0
`;

/** A daemon in which there is something of everything. */
async function scene(rig: Rig, port: number): Promise<Daemon> {
  const text = CONFIG(port).replaceAll('%%', '%');
  const { paths, rewrite } = rig.configure(text);
  const daemon = await rig.foreground(paths);
  await daemon.state('reports', 'FATAL');
  await daemon.state('mailer', 'EXITED');
  await daemon.state('api:api_3', 'RUNNING');
  rewrite(text.replace('[program:mailer]', '[program:mailer]\nstopwaitsecs = 30'));
  return daemon;
}

async function complaints(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const { violations } = await axe.run(document, { runOnly: tags });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary}`),
    );
  });
}

for (const [screen, options] of Object.entries(SCREENS)) {
  difference(
    'dashboard',
    `every view is accessible and fits: ${screen}`,
    async () => {
      await using rig = await Rig.create();
      const port = await rig.freePort();
      await scene(rig, port);
      await using page = await browser.open(port, { ...options, httpCredentials: ACCOUNT });
      mkdirSync(folder, { recursive: true });
      for (const [name, place, ready] of VIEWS) {
        await page.goto(`http://127.0.0.1:${port}/${place}`);
        await page.locator(ready).first().waitFor();
        await page.screenshot({ path: path.join(folder, `${name}-${screen}.png`) });
        if (screen !== 'wall') {
          assert.deepEqual(await complaints(page), [], `${name}, ${screen}`);
        }
        const tooWide = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        assert.equal(tooWide, 0, `${name}, ${screen}`);
      }
    },
    withBrowser,
  );
}

difference(
  'dashboard',
  'dialogs and notices are accessible as well',
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    await scene(rig, port);
    await using page = await browser.open(port, { httpCredentials: ACCOUNT });
    await page.getByRole('button', { name: 'Start reports', exact: true }).click();
    await page.getByText('reports: no such file').waitFor();
    assert.deepEqual(await complaints(page), []);
    await page.getByRole('button', { name: 'More for mailer' }).click();
    await page.getByRole('dialog').waitFor();
    assert.deepEqual(await complaints(page), []);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  },
  withBrowser,
);

difference(
  'dashboard',
  'the browser chooses the language',
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    await scene(rig, port);
    const languages = [
      ['en-GB', 'en', 'Main log'],
      ['zh-CN', 'zh-CN', '主日志'],
      ['ja-JP', 'ja', 'メインログ'],
      ['fr-FR', 'en', 'Main log'],
    ] as const;
    for (const [locale, lang, words] of languages) {
      await using page = await browser.open(port, { locale, httpCredentials: ACCOUNT });
      await page.getByRole('link', { name: words }).waitFor();
      assert.equal(await page.locator('html').getAttribute('lang'), lang);
    }
  },
  withBrowser,
);
