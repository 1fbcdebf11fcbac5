// node screenshots.mjs ADDRESS TOKEN FOLDER: the page, light, dark and narrow.
import { join } from "node:path";
import { open, inStore, until } from "./browser.mjs";

const [address, token, folder] = process.argv.slice(2);
for (const [name, options] of Object.entries({
  light: { colorScheme: "light" }, dark: { colorScheme: "dark" }, narrow: { colorScheme: "light", viewport: { width: 380, height: 1500 }, deviceScaleFactor: 2 },
})) {
  const { browser, page } = await open(address, { token, ...options });
  await page.waitForSelector('.link[data-state="live"]');
  await until("the fleet is there", () => inStore(page, "(s) => s.cards.size >= 50"));
  await page.click("#unlock");
  await page.fill("#token", token);
  await page.click("#token-ok");
  if (name !== "narrow") await page.click('.card[data-level="ok"]:has(.cat[data-cat="calm"])');
  await page.waitForFunction(() => document.querySelectorAll(".card").length > 5);
  await new Promise((r) => setTimeout(r, 2500));
  await page.screenshot({ path: join(folder, `page-${name}.png`) });
  await browser.close();
}
