import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeWithChromium, startChromium } from './chromium.js';
import { EVIL_NAMES, PAGES } from './html-reports.js';
import { excessWidth, faintTexts, focusable, focused, stuckElements } from './in-page.js';

/** WCAG 2.2, 1.4.3 (AA), for text of any size. */
const LEAST_CONTRAST = 4.5;

describeWithChromium('the HTML report in Chromium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'html-'));
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens the report as a file, and notes everything that it should not do. */
  async function opened(html: string, look: { colorScheme: 'light' | 'dark'; width: number }) {
    const file = join(folder, 'report.html');
    writeFileSync(file, html);
    const context = await browser.newContext({
      colorScheme: look.colorScheme,
      viewport: { width: look.width, height: 800 },
    });
    const page = await context.newPage();
    const wrongs: string[] = [];
    page.on('console', (message) => message.type() === 'error' && wrongs.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => wrongs.push(`error: ${error.message}`));
    page.on('request', (request) => {
      if (request.url() !== pathToFileURL(file).href) wrongs.push(`request: ${request.url()}`);
    });
    page.on('dialog', async (dialog) => {
      wrongs.push(`a script ran: ${dialog.message()}`);
      await dialog.dismiss();
    });
    await page.goto(pathToFileURL(file).href);
    return { page, wrongs, [Symbol.asyncDispose]: () => context.close() };
  }

  describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
    describe.each([360, 1280])('%i pixels wide', (width) => {
      test.each(PAGES)('%j can be read', async (_, html) => {
        await using report = await opened(html, { colorScheme, width });
        await openDetails(report.page);
        expect(await report.page.evaluate(excessWidth)).toBe(0);
        expect(await report.page.evaluate(faintTexts, LEAST_CONTRAST)).toEqual([]);
        expect(report.wrongs).toEqual([]);
      });
    });
  });

  test.each(PAGES)('%j: the keyboard reaches everything, and one sees where it is', async (_, html) => {
    await using report = await opened(html, { colorScheme: 'dark', width: 360 });
    await openDetails(report.page);
    const all = await report.page.evaluate(focusable);
    expect(all.length).toBeGreaterThan(0);
    for (const text of all) {
      await report.page.keyboard.press('Tab');
      expect(await report.page.evaluate(focused)).toEqual({ text, outlined: true });
    }
    expect(await report.page.evaluate(stuckElements)).toEqual([]);
  });

  test('the verdict has a line of its own where the page is narrow', async () => {
    const [, html = ''] = PAGES[0] ?? [];
    for (const [width, own] of [
      [360, true],
      [1280, false],
    ] as const) {
      await using report = await opened(html, { colorScheme: 'light', width });
      const { sign, headline } = await report.page.evaluate(() => {
        const box = document.querySelector('h1 .sign')?.getBoundingClientRect();
        const words = document.createRange();
        words.selectNodeContents(document.querySelector('h1')?.lastChild as Node);
        return { sign: box?.bottom ?? 0, headline: words.getBoundingClientRect().top };
      });
      expect(sign <= headline, String(width)).toBe(own);
    }
  });

  test('folded parts of the page open with the keyboard', async () => {
    const [, html = ''] = PAGES[0] ?? [];
    await using report = await opened(html, { colorScheme: 'light', width: 360 });
    await report.page.locator('summary').first().press('Enter');
    expect(await report.page.locator('details[open] table').isVisible()).toBe(true);
  });

  test.each(EVIL_NAMES)('%j stays text', async (name) => {
    const [, html = ''] = PAGES.find(([shows]) => shows === name) ?? [];
    await using report = await opened(html, { colorScheme: 'light', width: 1280 });
    const text = await report.page.locator('body').innerText();
    const shown = name.replace(/\p{Control}/gu, '\ufffd');
    expect(text.split(shown).length).toBeGreaterThan(8);
    expect(text).not.toMatch(/(?!\n|\t)\p{Control}/u);
    expect(await report.page.title()).toContain(shown);
    expect(await report.page.locator('img, script, iframe, [onerror], [onmouseover]').count()).toBe(0);
    expect(report.wrongs).toEqual([]);
  });
});

async function openDetails(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
}
