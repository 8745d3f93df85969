/** The dashboard of those who may not do everything. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { sharedBrowser, withBrowser } from '../rig/browser.ts';
import { difference } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';

const browser = sharedBrowser();

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true });
const running = (page: Page, name: string) =>
  page.locator(`[data-name="${name}"] [data-state="RUNNING"]`);

/** @returns a port, at which there are a viewer, an operator of `web`, and an administrator */
async function served(rig: Rig): Promise<number> {
  const port = await rig.freePort();
  const program = (name: string) => `[program:${name}]\ncommand = /bin/cat\nstartsecs = 0\n`;
  const daemon = await rig.daemon(`
[inet_http_server]
port = 127.0.0.1:${port}
[user:vic]
password = look
[user:oscar]
password = work
role = operator
groups = web
[user:ada]
password = rule
role = admin
${program('web')}${program('db')}`);
  for (const name of ['web', 'db']) await daemon.state(name, 'RUNNING');
  return port;
}

const as = (username: string, password: string) => ({ httpCredentials: { username, password } });

difference(
  'dashboard',
  'a viewer is offered nothing that acts, and told why',
  async () => {
    await using rig = await Rig.create();
    const port = await served(rig);
    await using page = await browser.open(port, as('vic', 'look'));
    await running(page, 'db').waitFor();
    await page.getByText('You are vic, who may look at processes but not control them').waitFor();
    const acting = page.getByRole('button', { name: /^(Start|Stop|Restart|More)/ });
    assert.equal(await acting.count(), 0);
    assert.equal(await page.getByText('has no user name and password').count(), 0);
    await page.locator('[data-name="web"]').click();
    await page.keyboard.press('x');

    await link(page, 'web').click();
    await page.getByRole('heading', { name: 'web' }).waitFor();
    await page.getByRole('log').waitFor();
    assert.equal(await acting.count(), 0);
    assert.equal(
      await page.getByRole('textbox', { name: 'Line to its standard input' }).count(),
      0,
    );

    await link(page, 'Changes').click();
    await page.getByText('Nothing to update').waitFor();
    assert.equal(await button(page, 'Update').count(), 0);
    await link(page, 'Main log').waitFor();
    await link(page, 'Processes').click();
    await running(page, 'web').waitFor(); // the key has stopped nothing
    assert.equal(await page.getByRole('alert').count(), 0);
  },
  withBrowser,
);

difference(
  'dashboard',
  'an operator acts on the groups that are theirs, and an administrator on all',
  async () => {
    await using rig = await Rig.create();
    const port = await served(rig);
    await using page = await browser.open(port, as('oscar', 'work'));
    await running(page, 'web').waitFor();
    assert.equal(await page.locator('[data-name="db"]').count(), 0);
    assert.equal(await link(page, 'Main log').count(), 0);
    await button(page, 'Stop web').click();
    await page.locator('[data-name="web"] [data-state="STOPPED"]').waitFor();
    await link(page, 'Changes').click();
    await page.getByText('Nothing to update').waitFor();
    assert.equal(await button(page, 'Update').count(), 0);

    await using other = await browser.open(port, as('ada', 'rule'));
    await running(other, 'db').waitFor();
    await button(other, 'Start web').click();
    await running(other, 'web').waitFor();
    await link(other, 'Main log').waitFor();
    await link(other, 'Changes').click();
    await button(other, 'Update').waitFor();
  },
  withBrowser,
);
