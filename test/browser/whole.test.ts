/** The dashboard beside the processes: connection, configuration, main log, pools, frame. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { sharedBrowser, withBrowser } from '../rig/browser.ts';
import { difference } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';
import { request } from '../rig/xmlrpc.ts';

const browser = sharedBrowser();

const server = (port: number) => `
[inet_http_server]
port = 127.0.0.1:${port}
`;
const LOST = 'The connection to supervisord is lost';
const CAT = '[program:cat]\ncommand = /bin/cat\nstartsecs = 0\n';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true });

difference(
  'dashboard',
  'a lost connection is told, and comes back by itself with what is true then',
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    const { paths, rewrite } = rig.configure(server(port) + CAT);
    const daemon = await rig.foreground(paths);
    await daemon.state('cat', 'RUNNING');
    await using page = await browser.open(port, { expected: /Failed to load|ERR_/ });
    await page.locator('[data-name="cat"] [data-state="RUNNING"]').waitFor();
    await daemon.stop();
    await page.getByText(LOST).waitFor();
    rewrite(`${server(port)}[program:dog]\ncommand = /bin/cat\nstartsecs = 0\n`);
    await rig.foreground(paths);
    await page.locator('[data-name="dog"] [data-state="RUNNING"]').waitFor();
    await page.getByText(LOST).waitFor({ state: 'detached' });
    await page.locator('[data-name="cat"]').waitFor({ state: 'detached' });
  },
  withBrowser,
);

difference(
  'dashboard',
  'a server without a password is told, and one with is not',
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    const open = await rig.daemon(server(port));
    await using page = await browser.open(port, { expected: /Failed to load|ERR_/ });
    await page.getByText('has no user name and password').waitFor();
    await page.getByText('No programs to manage').waitFor();
    await open.stop();

    const locked = await rig.freePort();
    await rig.daemon(`${server(locked)}username = ann\npassword = secret\n`);
    const httpCredentials = { username: 'ann', password: 'secret' };
    await using other = await browser.open(locked, { httpCredentials });
    await other.getByText('No programs to manage').waitFor();
    await other.getByRole('banner').getByText(' ').first().waitFor();
    assert.equal(await other.getByText('has no user name and password').count(), 0);
  },
  withBrowser,
);

difference(
  'dashboard',
  'an update shows first what it will do, asks if it stops something, and does it',
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    const { paths, rewrite } = rig.configure(
      `${server(port)}${CAT}[program:old]\ncommand = /bin/cat\n`,
    );
    const daemon = await rig.foreground(paths);
    await using page = await browser.open(port, { place: '#/changes', expected: /409/ });
    await page.getByText('Nothing to update').waitFor();
    assert.equal(await button(page, 'Update').isDisabled(), true);

    rewrite(
      `${server(port)}[program:cat]\ncommand = /bin/cat -u\nstartsecs = 0\n[program:new]\ncommand = /bin/cat\n`,
    );
    await button(page, 'Check again').click();
    const section = (title: string) =>
      page.locator('section', { has: page.getByRole('heading', { name: title }) });
    await section('Will be added').getByText('new', { exact: true }).waitFor();
    await section('Will be stopped').getByText('old', { exact: true }).waitFor();
    await section('Will be changed').getByText('/bin/cat -u').waitFor();
    await page.locator('.badge').getByText('3').waitFor();
    assert.deepEqual((await daemon.rpc<{ name: string }[]>('getAllProcessInfo')).length, 2);

    await button(page, 'Update').click();
    const question = page.getByRole('dialog', { name: 'Update' });
    await question.getByText('old, cat').waitFor();
    await question.getByRole('button', { name: 'Update' }).click();
    await page.getByText(/^Updated: /).waitFor();
    await page.getByText('Nothing to update').waitFor();
    await link(page, 'Processes').click();
    await page.locator('[data-name="new"]').waitFor();
    await page.locator('[data-name="old"]').waitFor({ state: 'detached' });

    rewrite('[program:broken]\n');
    await link(page, 'Changes').click();
    await page.getByText(/the configuration cannot be read/).waitFor();
  },
  withBrowser,
);

difference(
  'dashboard',
  'the main log and the pools of event listeners are there to be watched',
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    const daemon = await rig.daemon(
      `${server(port)}${CAT}[eventlistener:ear]\ncommand = /bin/sh -c 'echo READY; exec cat'\nevents = PROCESS_STATE,TICK_60\nbuffer_size = 12\n`,
    );
    await daemon.state('cat', 'RUNNING');
    await using page = await browser.open(port, { place: '#/log' });
    await page
      .getByRole('log')
      .getByText(/spawned: 'cat' with pid/)
      .waitFor();
    await daemon.ctl('stop', 'cat');
    await page
      .getByRole('log')
      .getByText(/stopped: cat/)
      .waitFor();

    await link(page, 'Event pools').click();
    const pool = page.getByRole('row', { name: /^ear / });
    await pool.getByText('PROCESS_STATE, TICK_60').waitFor();
    await pool.getByText(/\d+ \/ 12/).waitFor();
  },
  withBrowser,
);

difference(
  'dashboard',
  'colours follow the system until somebody chooses others, and the choice is kept',
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    await rig.daemon(server(port) + CAT);
    await using page = await browser.open(port, { colorScheme: 'dark' });
    await page.locator('[data-name="cat"]').waitFor();
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await background();
    await page.getByLabel('Colours').selectOption('light');
    await until('another background', async () => (await background()) !== dark);
    const light = await background();
    await page.reload();
    await page.locator('[data-name="cat"]').waitFor();
    assert.equal(await background(), light);
    await page.getByLabel('Colours').selectOption('system');
    await until('the background of the system', async () => (await background()) === dark);
  },
  withBrowser,
);

difference(
  'dashboard',
  'without scripts, and for tools, the page is the one that it always was',
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    const daemon = await rig.daemon(server(port) + CAT);
    await daemon.state('cat', 'RUNNING');
    await using page = await browser.open(port, { javaScriptEnabled: false });
    await page.getByRole('heading', { name: 'Supervisor Status' }).waitFor();
    await page.getByRole('link', { name: 'Stop', exact: true }).click();
    await page.getByText('Process cat stopped').waitFor();
    assert.equal((await daemon.info('cat')).statename, 'STOPPED');

    await using scripted = await browser.open(port, {
      place: `index.html?action=start&processname=cat`,
    });
    await scripted.getByText('Process cat started').waitFor();
    await scripted.locator('[data-name="cat"] [data-state="RUNNING"]').waitFor();
    assert.equal(new URL(scripted.url()).search, '');

    const { headers } = await request({ port }, { path: '/' });
    assert.match(String(headers['content-security-policy']), /^default-src 'self';/);
    assert.doesNotMatch(String(headers['content-security-policy']), /unsafe|data:|http/);
  },
  withBrowser,
);

difference(
  'dashboard',
  'a name that looks like markup stays text everywhere',
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    const name = `<b>&amp;<i>"'`;
    await rig.daemon(`${server(port)}[program:${name}]\ncommand = /bin/cat\nstartsecs = 0\n`);
    await using page = await browser.open(port);
    await link(page, name).click();
    await page.getByRole('heading', { name, level: 1 }).waitFor();
    await button(page, 'Stop').click();
    await page.getByText(`${name} stopped`).waitFor();
    assert.equal(await page.locator('b, i').count(), 0);
  },
  withBrowser,
);
