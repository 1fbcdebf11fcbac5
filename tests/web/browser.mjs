// What every script of this folder needs: the system's Chromium, and a page whose complaints are kept.
import { chromium } from "playwright-core";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";

export async function open(address, { token, ...options } = {}) {
  const browser = await chromium.launch({ executablePath: execFileSync("which", ["chromium"]).toString().trim(), args: ["--no-sandbox", "--disable-gpu"] });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  context.setDefaultTimeout(90_000);
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (m) => m.type() === "error" && complaints.push(m.text()));
  page.on("pageerror", (e) => complaints.push(String(e)));
  page.on("dialog", (d) => { complaints.push(`dialog: ${d.message()}`); d.dismiss(); });
  await page.goto(token ? `${address}/?token=${token}` : address);
  return { browser, page, complaints };
}

/** What the page's own store holds; the module is the one that the page runs. */
export const inStore = (page, f, arg) => page.evaluate(`import("/app/main.js").then(({ store, stream }) => (${f})(store, ${JSON.stringify(arg ?? null)}, stream))`);

export async function until(what, condition, ms = 90_000) {
  const end = Date.now() + ms;
  let last;
  while (Date.now() < end) {
    try {
      if (await condition()) return;
    } catch (e) {
      last = e;
    }
    await new Promise((r) => setTimeout(r, 50));
  }
  assert.fail(`still not so after ${ms / 1000} s: ${what}${last ? ` (${last.message})` : ""}`);
}
