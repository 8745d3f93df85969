/** The dashboard with a thousand processes. */
import assert from 'node:assert/strict';
import { sharedBrowser, withBrowser } from '../rig/browser.ts';
import { difference } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';

const browser = sharedBrowser();

const CONFIG = (port: number) => `
[inet_http_server]
port = 127.0.0.1:${port}
[program:idle]
command = /bin/cat
process_name = idle_%(process_num)d
numprocs = 1000
stdout_logfile = NONE
stderr_logfile = NONE
autostart = false
[program:busy]
command = /bin/true
process_name = busy_%(process_num)d
numprocs = 40
stdout_logfile = NONE
stderr_logfile = NONE
autostart = false
autorestart = false
startsecs = 0
`;

difference(
  'dashboard',
  'of a thousand processes, those in sight are in the document, wherever the list is scrolled to',
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    await rig.daemon(CONFIG(port));
    await using page = await browser.open(port, { viewport: { width: 1280, height: 2000 } });
    const rows = page.locator('[role=row]');
    const count = async () => {
      const found = await rows.count();
      assert.ok(found > 20 && found <= 150, `${found} rows`);
    };
    await page.locator('[data-name="busy:busy_0"]').waitFor();
    await count();
    await page.getByRole('button', { name: 'All 1040' }).waitFor();
    for (const share of [0.3, 0.7, 1]) {
      await page.locator('.grid').evaluate((grid, to) => {
        grid.scrollTop = grid.scrollHeight * to;
      }, share);
      await count();
    }
    await page.locator('[data-name="idle:idle_999"]').waitFor();
    await page.locator('[data-name="busy:*"]').focus();
    await page.keyboard.press('End');
    await page.locator('[data-name="idle:idle_999"]:focus').waitFor();
    await count();
    assert.equal(await page.locator('[role=grid]').getAttribute('aria-rowcount'), '1043');
  },
  withBrowser,
);

difference(
  'dashboard',
  'many changes at a time are drawn together, and only in rows that have changed',
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    const daemon = await rig.daemon(CONFIG(port));
    await using page = await browser.open(port, { viewport: { width: 1280, height: 700 } });
    await page.locator('[data-name="busy:busy_0"] [data-state="STOPPED"]').waitFor();
    // Counts turns in which the list was drawn, and rows that were touched in them.
    await page.evaluate(() => {
      const seen = { turns: 0, rows: new Set<string>() };
      Object.assign(globalThis, { seen });
      const observer = new MutationObserver((records) => {
        seen.turns++;
        for (const { target } of records) {
          const element = target instanceof Element ? target : target.parentElement;
          const name = element?.closest('[data-name]')?.getAttribute('data-name');
          if (name) seen.rows.add(name);
        }
      });
      const body = document.querySelector('.grid-body');
      if (body !== null)
        observer.observe(body, { subtree: true, childList: true, characterData: true });
    });
    // Each start is three changes: STARTING, RUNNING, EXITED.
    const rounds = 5;
    for (let round = 0; round < rounds; round++) {
      await daemon.rpc('startProcessGroup', 'busy', false);
      for (let n = 0; n < 40; n++) await daemon.state(`busy:busy_${n}`, 'EXITED');
    }
    await until('all of them to be shown as they are', async () => {
      const state = page.getByRole('group', { name: 'Show by state' });
      return (await state.getByRole('button', { name: 'Exited 40' }).count()) === 1;
    });
    const { turns, rows } = await page.evaluate(() => {
      const { seen } = globalThis as unknown as { seen: { turns: number; rows: Set<string> } };
      return { turns: seen.turns, rows: [...seen.rows] };
    });
    const changes = rounds * 40 * 3;
    assert.ok(turns < changes / 4, `${turns} turns for ${changes} changes`);
    assert.deepEqual(
      rows.filter((name) => name.startsWith('idle')),
      [],
    );
  },
  withBrowser,
);
