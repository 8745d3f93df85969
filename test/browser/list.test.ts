/** The list of processes in the dashboard: what it shows, and what can be done from it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { sharedBrowser, withBrowser } from '../rig/browser.ts';
import { difference } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';

const browser = sharedBrowser();

/** Locks the door, so that there is no banner. */
const server = (port: number) => `
[inet_http_server]
port = 127.0.0.1:${port}
username = ann
password = secret
`;

const HTTP = { httpCredentials: { username: 'ann', password: 'secret' } };

const row = (page: Page, name: string) => page.locator(`[data-name="${name}"]`);
const state = (page: Page, name: string, word: string) =>
  row(page, name).locator(`[data-state="${word}"]`).first().waitFor();
const notice = (page: Page, text: string | RegExp) =>
  page.getByRole('region', { name: 'Notices' }).getByText(text).waitFor();
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const keys = (page: Page) =>
  page
    .locator('.grid-body [role=row]')
    .evaluateAll((rows) => rows.map((each) => each.getAttribute('data-name')));

const PROGRAMS = `
[program:cat]
command = /bin/cat
[program:lost]
command = /nowhere/x
startretries = 0
[program:web]
command = /bin/cat
process_name = web_%(process_num)d
numprocs = 3
startsecs = 0
`;

difference(
  'dashboard',
  'the list shows groups and processes with state, pid and what there is to say',
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    const daemon = await rig.daemon(server(port) + PROGRAMS);
    await daemon.state('lost', 'FATAL');
    const { pid } = await daemon.state('cat', 'RUNNING');
    await using page = await browser.open(port, HTTP);
    await state(page, 'cat', 'RUNNING');
    assert.deepEqual(await keys(page), [
      ...['cat', 'lost', 'web:*', 'web:web_0', 'web:web_1', 'web:web_2'],
    ]);
    await row(page, 'cat').getByText(String(pid), { exact: true }).waitFor();
    await row(page, 'lost').getByText("can't find command '/nowhere/x'").waitFor();
    await row(page, 'cat').locator('.cell-memory').getByText('MiB').waitFor();
    // By a program that asks for the page without scripts, the same is seen as ever.
    assert.equal(await page.title(), `Processes · 127.0.0.1:${port}`);
  },
  withBrowser,
);

difference(
  'dashboard',
  'the list is filtered by words and by states, and a group can be folded',
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    const daemon = await rig.daemon(server(port) + PROGRAMS);
    await daemon.state('lost', 'FATAL');
    await using page = await browser.open(port, HTTP);
    await state(page, 'lost', 'FATAL');
    const shows = (expected: string[]) =>
      until(`the rows ${expected}`, async () => String(await keys(page)) === String(expected));

    await page.getByLabel('Find processes').fill('web _1');
    await shows(['web:*', 'web:web_1']);
    await page.getByLabel('Find processes').fill('nothing of the kind');
    await shows([]);
    await button(page, 'Show all').click();
    await page.getByRole('group', { name: 'Show by state' }).getByText('Fatal').click();
    await shows(['lost']);
    await button(page, 'All 5').click();
    await button(page, 'Fold group web').click();
    await shows(['cat', 'lost', 'web:*']);
    await button(page, 'Unfold group web').click();
    await shows(['cat', 'lost', 'web:*', 'web:web_0', 'web:web_1', 'web:web_2']);
  },
  withBrowser,
);

difference(
  'dashboard',
  'processes are stopped, started and restarted: one, several, a group, all; and it is told',
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    const daemon = await rig.daemon(server(port) + PROGRAMS);
    await daemon.state('lost', 'FATAL');
    await daemon.state('cat', 'RUNNING');
    await using page = await browser.open(port, HTTP);

    await button(page, 'Stop cat').click();
    await notice(page, 'cat stopped');
    await state(page, 'cat', 'STOPPED');
    await button(page, 'Start cat').click();
    await notice(page, 'cat started');
    await state(page, 'cat', 'RUNNING');

    await page.getByLabel('Select web:web_0').check();
    await page.getByLabel('Select web:web_2').check();
    await button(page, 'Stop 2 selected').click();
    await notice(page, '2 processes stopped');
    await state(page, 'web:web_2', 'STOPPED');
    assert.equal((await daemon.info('web:web_1')).statename, 'RUNNING');
    await button(page, 'Deselect').click();

    await button(page, 'Start web:*').click();
    await notice(page, '2 processes started');
    const before = await daemon.info('web:web_1');
    await button(page, 'Restart web:*').click();
    await notice(page, '3 processes restarted');
    assert.notEqual((await daemon.info('web:web_1')).pid, before.pid);

    await button(page, 'Stop all').click();
    await notice(page, '4 processes stopped');
    await button(page, 'Start all').click();
    await notice(page, '4 processes started. 1 failed');
    await notice(page, 'lost: no such file');
  },
  withBrowser,
);

difference(
  'dashboard',
  'a change of state is seen without asking, and a signal reaches the process',
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    const child = rig.child();
    const program = `[program:x]\ncommand = ${child.command}\nautorestart = false\nstartsecs = 0\n`;
    await rig.daemon(server(port) + program);
    const run = await child.nextRun();
    await run.trap('SIGUSR1');
    await using page = await browser.open(port, HTTP);
    await state(page, 'x', 'RUNNING');

    await button(page, 'More for x').click();
    await page.getByLabel('Signal to send').selectOption('USR1');
    await button(page, 'Send').click();
    assert.equal(await run.nextSignal(), 'SIGUSR1');
    await notice(page, 'x signalled');

    await run.exit(3);
    await state(page, 'x', 'EXITED');
  },
  withBrowser,
);

difference(
  'dashboard',
  'logs are cleared only after a question, since that loses something',
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    const log = rig.path('x.log');
    const child = rig.child();
    const daemon = await rig.daemon(
      `${server(port)}[program:x]\ncommand = ${child.command}\nstdout_logfile = ${log}\nstartsecs = 0\n`,
    );
    const run = await child.nextRun();
    await run.write('precious\n');
    await rig.holds('x.log', 'precious\n');
    await daemon.state('x', 'RUNNING');
    await using page = await browser.open(port, HTTP);

    await button(page, 'More for x').click();
    await button(page, 'Clear logs').click();
    const question = page.getByRole('dialog', { name: 'Clear logs' });
    await question.getByText('What is in them is lost').waitFor();
    await question.getByRole('button', { name: 'Cancel' }).click();
    await question.waitFor({ state: 'detached' });
    assert.equal(readFileSync(log, 'utf8'), 'precious\n');

    await button(page, 'More for x').click();
    await button(page, 'Clear logs').click();
    await question.getByRole('button', { name: 'Clear logs' }).click();
    await notice(page, 'Logs of x cleared');
    await rig.holds('x.log', '');
  },
  withBrowser,
);

difference(
  'dashboard',
  'on a phone, what there is no room for is behind one button',
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    const daemon = await rig.daemon(server(port) + PROGRAMS);
    await daemon.state('web:web_2', 'RUNNING');
    await using page = await browser.open(port, { ...HTTP, viewport: { width: 360, height: 740 } });
    await state(page, 'web:web_2', 'RUNNING');
    assert.equal(await button(page, 'Stop web:*').isVisible(), false);
    await button(page, 'More for web:*').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop', exact: true }).click();
    await notice(page, '3 processes stopped');
    assert.equal((await daemon.info('web:web_2')).statename, 'STOPPED');
  },
  withBrowser,
);

difference(
  'dashboard',
  'everything in the list can be done with the keyboard',
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    const daemon = await rig.daemon(server(port) + PROGRAMS);
    await daemon.state('lost', 'FATAL');
    await daemon.state('cat', 'RUNNING');
    await using page = await browser.open(port, HTTP);
    await state(page, 'cat', 'RUNNING');
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-name'));
    const press = async (key: string, expected: string) => {
      await page.keyboard.press(key);
      await until(`${expected} to have the focus`, async () => (await focused()) === expected);
    };

    await row(page, 'cat').focus();
    await press('ArrowDown', 'lost');
    await press('End', 'web:web_2');
    await press('ArrowUp', 'web:web_1');
    await page.keyboard.press('Space');
    await page.locator('[data-name="web:web_1"][aria-selected="true"]').waitFor();
    await page.keyboard.press('x');
    await notice(page, 'web:web_1 stopped');
    await page.keyboard.press('s');
    await notice(page, 'web:web_1 started');
    await page.keyboard.press('Space');
    await press('ArrowUp', 'web:web_0');
    await press('ArrowUp', 'web:*');
    await page.keyboard.press('ArrowLeft');
    await row(page, 'web:web_0').waitFor({ state: 'detached' });
    await press('Home', 'cat');
    await page.keyboard.press('/');
    await page.locator('#find:focus').fill('lost');
    await row(page, 'cat').waitFor({ state: 'detached' });
    await row(page, 'lost').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'lost', level: 1 }).waitFor();
    await page.keyboard.press('Tab');
    assert.equal(new URL(page.url()).hash, '#/process/lost');
  },
  withBrowser,
);
