// node report.mjs FILE.html FOLDER: the report, light, dark and narrow; it must ask for nothing and fit.
import assert from "node:assert/strict";
import { resolve, join } from "node:path";
import { open } from "./browser.mjs";

const [file, folder] = process.argv.slice(2);
for (const [name, options] of Object.entries({ light: { colorScheme: "light" }, dark: { colorScheme: "dark" }, narrow: { colorScheme: "light", viewport: { width: 380, height: 1200 } } })) {
  const { browser, page, complaints } = await open(`file://${resolve(file)}`, options);
  assert.equal(await page.evaluate(() => performance.getEntriesByType("resource").length), 0, "nothing is fetched");
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} fits`);
  assert.deepEqual(complaints, []);
  if (folder) await page.screenshot({ path: join(folder, `report-${name}.png`), fullPage: name !== "narrow" });
  await browser.close();
}
