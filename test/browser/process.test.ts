/** The page of a process in the dashboard. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { sharedBrowser, withBrowser } from '../rig/browser.ts';
import { difference } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';

const browser = sharedBrowser();

const server = (port: number) => `
[inet_http_server]
port = 127.0.0.1:${port}
`;

const log = (page: Page) => page.getByRole('log');
const line = (page: Page, text: string) => log(page).getByText(text, { exact: true });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** How many lines of the log are in the document. */
const lines = (page: Page) => log(page).locator('.line').count();

const place = (name: string, part = 'log') => `#/process/${encodeURIComponent(name)}/${part}`;

difference(
  'dashboard',
  'the log follows what is written, in colours, and nothing in it becomes markup',
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    const child = rig.child();
    await rig.daemon(`${server(port)}[program:x]\ncommand = ${child.command}\n`);
    const run = await child.nextRun();
    await run.write('one\n\u001b[31mred\u001b[0m and <img src=x onerror=alert(1)>\n');
    await using page = await browser.open(port, { place: place('x') });
    await line(page, 'one').waitFor();
    await line(page, 'red').and(page.locator('.ansi-red')).waitFor();
    await line(page, 'and <img src=x onerror=alert(1)>').waitFor();
    assert.equal(await page.locator('img').count(), 0);

    await run.write('later\n');
    await line(page, 'later').waitFor();
    for (let n = 0; n < 20; n++) await run.write(`${`row ${n}\n`.repeat(20)}`);
    await run.write('the last\n');
    await line(page, 'the last').waitFor(); // it is in sight, since the end is followed
    assert.ok((await lines(page)) < 150);

    await log(page).evaluate((box) => {
      box.scrollTop = 0;
    });
    await button(page, 'Follow').waitFor();
    await line(page, 'one').waitFor();
    await run.write('unseen\n');
    await rig.readUntil(await outputName(rig), /unseen/);
    assert.equal(await line(page, 'unseen').count(), 0);
    await button(page, 'Follow').click();
    await line(page, 'unseen').waitFor();
  },
  withBrowser,
);

/** The name of the only file of standard output. */
async function outputName(rig: Rig): Promise<string> {
  const { stdout } = await rig.run('/bin/sh', '-c', `ls ${rig.dir} | grep stdout`);
  return stdout.trim();
}

difference(
  'dashboard',
  'older lines come as the reader scrolls to them, and a search finds what is far away',
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    const count = 200_000;
    rig.write('x.log.1', Array.from({ length: 400 }, (_, n) => `before ${n}\n`).join(''));
    const rows = Array.from({ length: count }, (_, n) => `line ${n} of many\n`);
    rows[7000] = 'a Needle in the haystack\n';
    const file = rig.write('x.log', rows.join(''));
    await rig.daemon(
      `${server(port)}[program:x]\ncommand = /bin/cat\nstdout_logfile = ${file}\nstdout_logfile_maxbytes = 0\n`,
    );
    await using page = await browser.open(port, { place: place('x') });
    await line(page, `line ${count - 1} of many`).waitFor();

    const first = async (): Promise<number> => {
      const text = await log(page).locator('.line').first().innerText();
      return Number(/\d+/.exec(text)?.[0]);
    };
    const before = await first();
    await until('lines that are 1000 older', async () => {
      await log(page).evaluate((box) => {
        box.scrollTop = 0;
      });
      return (await first()) < before - 1000;
    });
    assert.ok((await lines(page)) < 150);

    await page.getByLabel('Search the log').fill('needle');
    await line(page, 'Needle').and(page.locator('mark')).waitFor();
    await page.getByText('1 line', { exact: true }).waitFor();
    await log(page).getByRole('button', { name: 'Needle' }).click();
    await line(page, 'line 7001 of many').waitFor();
    await line(page, 'line 6999 of many').waitFor();
    await page.locator('.line[data-target="true"]').getByText('a Needle').waitFor();

    await page.getByLabel('Search the log').fill('line 3 of');
    await log(page).getByRole('button', { name: 'line 3 of many' }).click();
    await line(page, 'line 2 of many').waitFor();
    // What was rotated away stands before it.
    await until('the first line of the older file', async () => {
      await log(page).evaluate((box) => {
        box.scrollTop = 0;
      });
      return (await line(page, 'before 0').count()) === 1;
    });
    await page.getByText('The log begins here.').waitFor();
  },
  withBrowser,
);

difference(
  'dashboard',
  'standard error is shown apart or with standard output, and a line reaches standard input',
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    const child = rig.child();
    await rig.daemon(`${server(port)}[program:x]\ncommand = ${child.command}\n`);
    const run = await child.nextRun();
    await run.write('to one\n', 1);
    await run.write('to two\n', 2);
    await run.read();
    await using page = await browser.open(port, { place: place('x') });
    await line(page, 'to one').waitFor();
    assert.equal(await line(page, 'to two').count(), 0);
    await page.getByLabel('Output').selectOption('stderr');
    await line(page, 'to two').waitFor();
    await line(page, 'to one').waitFor({ state: 'detached' });
    await page.getByLabel('Output').selectOption('merged');
    await line(page, 'to two').waitFor();
    await line(page, 'to one').waitFor();

    await page.getByLabel('Line to its standard input').fill('héllo');
    await page.keyboard.press('Enter');
    assert.equal(String(await run.nextInput()), 'héllo\n');
    await page.getByText('Line sent to x').waitFor();

    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download stdout' }).click();
    assert.equal((await download).suggestedFilename(), 'x-stdout.log');
  },
  withBrowser,
);

difference(
  'dashboard',
  'facts, timeline and last exit tell what has become of a process',
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    const child = rig.child();
    const daemon = await rig.daemon(
      `${server(port)}[program:x]\ncommand = ${child.command}\nstartsecs = 0\n`,
    );
    const first = await child.nextRun();
    await using page = await browser.open(port, { place: place('x', 'timeline') });
    await page.locator('.timeline [data-state="RUNNING"]').waitFor();
    await first.exit(3);
    const second = await child.nextRun();
    await page.getByText('exit status 3').first().waitFor();
    await page.locator('.timeline [data-state="EXITED"]').waitFor();
    await page.locator('.timeline [data-state="RUNNING"]').first().waitFor();
    await page.locator('.facts').getByText(String(second.pid), { exact: true }).waitFor();

    await button(page, 'Stop').click();
    await second.ended;
    await page.locator('.timeline [data-state="STOPPED"]').waitFor();
    assert.equal((await daemon.info('x')).statename, 'STOPPED');
    await button(page, 'Start').click();
    await child.nextRun();
  },
  withBrowser,
);

difference(
  'dashboard',
  'charts show what a process uses, and the configuration what an update would change',
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    const { paths, rewrite } = rig.configure(
      `${server(port)}[program:x]\ncommand = /bin/cat\nstopwaitsecs = 7\n`,
    );
    await rig.foreground(paths);
    await using page = await browser.open(port, { place: place('x', 'charts') });
    for (const name of ['CPU, % of one core', 'Memory of the process tree', 'Restarts']) {
      await page.getByRole('img', { name }).locator('canvas').waitFor();
    }
    await page.getByRole('link', { name: 'Configuration' }).click();
    const option = page.getByRole('row', { name: 'stopwaitsecs' });
    await option.getByRole('cell', { name: '7', exact: true }).waitFor();

    rewrite(`${server(port)}[program:x]\ncommand = /bin/cat\nstopwaitsecs = 8\n`);
    await page.getByRole('link', { name: 'Changes', exact: true }).click();
    await page.getByRole('cell', { name: '8', exact: true }).waitFor();
    await page.goBack();
    await option.getByRole('cell', { name: '8', exact: true }).waitFor();

    await page.goto(`http://127.0.0.1:${port}/${place('nobody')}`);
    await page.getByText('There is no process nobody.').waitFor();
  },
  withBrowser,
);
