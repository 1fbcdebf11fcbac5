// node page.mjs ADDRESS TOKEN: the page against what the server says. Prints "restart" when the server is to be started anew.
import assert from "node:assert/strict";
import { open, inStore, until } from "./browser.mjs";

const [address, token] = process.argv.slice(2);
const { browser, page, complaints } = await open(address, { token });
const step = (name) => console.log(`ok ${name}`);
try {
  assert.equal(page.url().includes("token"), false, "the token has left the address bar");
  await page.waitForSelector('.link[data-state="live"]');
  await until("the fleet is there", () => inStore(page, "(s) => s.cards.size >= 52"));

  // The store is the server's board, and the wall is the store.
  await until("the page has what the server has", async () => {
    // Within the page, so that it is looked at when it is just as far as the answer, however slow the machine.
    const { board, mine } = await inStore(page, `async (s) => {
      const board = await (await fetch("/api/board")).json();
      while (s.seq < board.seq) await new Promise((r) => setTimeout(r));
      return { board, mine: s.seq === board.seq && { cards: [...s.cards.values()], dead: s.dead, totals: s.totals } };
    }`);
    if (!mine) return false;
    const plain = (cards) => Object.fromEntries(cards.map((c) => [c.id, { ...c, points: c.points ?? [] }]));
    assert.deepEqual(plain(mine.cards), plain(board.cards));
    assert.deepEqual(mine.dead, board.dead);
    return true;
  });
  step("store equals board");
  const shown = await page.$$eval(".card", (nodes) => nodes.map((n) => ({ id: n.dataset.id, category: n.querySelector("b").textContent, level: n.dataset.level, y: n.getBoundingClientRect().top })));
  assert.ok(shown.length > 8 && shown.length < 53, `${shown.length} cards have elements`);
  await until("each card shows its category", () => inStore(page, `(s) => [...document.querySelectorAll(".card")].every((n) => n.querySelector("b").textContent === (s.cards.get(n.dataset.id).choice?.category ?? "waiting"))`));
  step("cards show their categories");

  // Trouble comes first: two of 48 are stalled, two silent by now.
  await until("trouble is seen", async () => (await page.$$eval('.card[data-level="bad"]', (n) => n.length)) >= 4);
  await until("trouble stands first", () => page.evaluate(() => {
    const cards = [...document.querySelectorAll(".card")].map((n) => [n.dataset.level, Number(n.getAttribute("aria-posinset"))]).sort((a, b) => a[1] - b[1]);
    const rank = { bad: 0, warn: 1, ok: 2, idle: 3 };
    return cards.every((c, i) => i === 0 || rank[cards[i - 1][0]] <= rank[c[0]]);
  }));
  step("trouble first");

  // Names and messages from outside are text.
  await page.click("#tab-dead");
  assert.match(await page.textContent("#list-dead"), /<img src=x onerror=alert\(1\)> ends early/);
  assert.equal(await page.$("#list-dead img"), null);
  step("untrusted text is text");

  // Filters.
  await page.fill("#text", "cam-31");
  await until("one is left", async () => (await page.$$(".card")).length === 1);
  await page.fill("#text", "");
  await page.selectOption("#zone", "bar");
  await until("the zone is left", () => page.evaluate(() => [...document.querySelectorAll(".card")].every((n) => n.dataset.id === "zone:bar" || n.querySelector(".zone").textContent === "bar")));
  await page.selectOption("#zone", "");
  step("filters");

  // Keyboard alone: to the wall, to a card, into its details and back.
  await page.focus("#text");
  for (let i = 0; i < 12 && !(await page.evaluate(() => document.activeElement.id === "cards")); i++) await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.id), "cards");
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await until("the second card is active", () => page.evaluate(() => document.querySelector(".card[data-active]")?.getAttribute("aria-posinset") === "2" && document.getElementById("cards").getAttribute("aria-activedescendant") !== null));
  await page.keyboard.press("Enter");
  await until("details are open", () => page.evaluate(() => !document.getElementById("detail").hidden && document.activeElement.id === "detail"));
  await page.keyboard.press("Escape");
  await until("focus is back", () => page.evaluate(() => document.getElementById("detail").hidden && document.activeElement.id === "cards"));
  step("keyboard");

  // A decision and its undoing.
  await page.click("#unlock");
  await page.fill("#token", token);
  await page.click("#token-ok");
  await page.fill("#text", "cam-20");
  await until("one is left", async () => (await page.$$(".card")).length === 1);
  await page.click(".card");
  await page.click('[data-act="Pin sad"]');
  await until("it is pinned", () => inStore(page, `(s) => s.cards.get("cam-20").control?.pinned === "sad"`));
  await page.click('[data-act="Undo pin sad"]');
  await until("it is undone", () => inStore(page, `(s) => { const c = s.cards.get("cam-20").control; return c.pinned === undefined && c.last === "unpin"; }`));
  await page.fill("#text", "");
  step("decide and undo");

  // 380 px: nothing to scroll sideways.
  await page.setViewportSize({ width: 380, height: 800 });
  await until("it fits", () => page.evaluate(() => document.documentElement.scrollWidth <= 380));
  await page.setViewportSize({ width: 1440, height: 900 });
  step("380 px");

  assert.deepEqual(complaints, []);
  // What the page says is kept as it says it: it may be gone before somebody looks.
  await page.evaluate(() => {
    window.said = [];
    const keep = () => window.said.push(document.getElementById("link").dataset.state, document.getElementById("toast").textContent);
    new MutationObserver(keep).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["data-state"] });
  });
  const epoch = await inStore(page, "(s) => s.epoch");
  console.log("restart");
  await until("the page notices", () => page.evaluate(() => window.said.includes("lost")));
  await until("the page is back", () => inStore(page, `(s, before) => s.epoch !== null && s.epoch !== before && s.cards.size >= 52`, epoch));
  await until("and says so", () => page.evaluate(() => window.said.some((s) => /restarted/.test(s))));
  await until("it is live", async () => (await page.getAttribute("#link", "data-state")) === "live");
  const after = complaints.filter((c) => !/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|Failed to load resource/.test(c));
  assert.deepEqual(after, []);
  step("restart");
} finally {
  await browser.close();
}
