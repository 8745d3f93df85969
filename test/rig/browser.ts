/**
 * Debian's Chromium for the tests of the dashboard: one browser for all tests of a file, and a page
 * with nothing kept from others for each.
 *
 *   const browser = sharedBrowser();
 *   await using page = await browser.open(daemon, { place: '#/log' });
 */
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { needs } from './differences.ts';

const COMMAND = 'chromium';

/** The options of a test that needs a browser. */
export const withBrowser = needs(COMMAND, 'apt-get install chromium');

/** There only so that who waits in vain says so: a busy machine takes its time to draw. */
const TIMEOUT_MS = 60_000;

export interface PageOptions extends BrowserContextOptions {
  /** What stands behind the slash of the address. */
  readonly place?: string;
  /** Messages of the console that are meant to be there, such as of a lost connection. */
  readonly expected?: RegExp;
}

/** A page that fails its test, when it is closed, if anything went wrong in it. */
export type TestPage = Page & AsyncDisposable;

export interface SharedBrowser {
  /** Opens the dashboard that listens at a port of this machine. */
  open(port: number, options?: PageOptions): Promise<TestPage>;
}

/** The browser of a test file; it is started when it is first needed. */
export function sharedBrowser(): SharedBrowser {
  let launched: Promise<Browser> | undefined;
  after(async () => (await launched)?.close());
  return {
    async open(port, { place = '', expected, ...options } = {}) {
      launched ??= chromium.launch({
        executablePath: `/usr/bin/${COMMAND}`,
        timeout: TIMEOUT_MS,
        // Root has no sandbox, and small machines have little in /dev/shm.
        args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
      });
      const browser = await launched;
      const context = await browser.newContext({ locale: 'en-US', ...options });
      const page = await context.newPage();
      page.setDefaultTimeout(TIMEOUT_MS);
      const troubles: string[] = [];
      page.on('pageerror', (error) => troubles.push(String(error.stack)));
      page.on('console', (message) => {
        const isTrouble = message.type() === 'error' && expected?.test(message.text()) !== true;
        if (isTrouble) troubles.push(message.text());
      });
      await page.goto(`http://127.0.0.1:${port}/${place}`);
      return Object.assign(page, {
        async [Symbol.asyncDispose]() {
          await context.close();
          assert.deepEqual(troubles, []);
        },
      });
    },
  };
}
