// node frames.mjs ADDRESS SECONDS: scrolls through the whole fleet and measures frames, the page's own script time, and the stream.
import assert from "node:assert/strict";
import { open, inStore, until } from "./browser.mjs";

const [address, seconds] = process.argv.slice(2);
const { browser, page, complaints } = await open(address);
try {
  await page.waitForSelector('.link[data-state="live"]');
  await until("500 cameras are there", () => inStore(page, "(s) => s.cards.size >= 500"));
  const cdp = await page.context().newCDPSession(page);
  // By processor time of the page's thread: other processes of a busy machine delay it and are no fault of the page.
  await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
  const metrics = async () => Object.fromEntries((await cdp.send("Performance.getMetrics")).metrics.map((m) => [m.name, m.value]));
  const before = await metrics();
  const figures = await page.evaluate(`(async () => {
    const { stream } = await import("/app/main.js");
    const gaps = [], long = [];
    new PerformanceObserver((l) => l.getEntries().forEach((e) => long.push(e.duration))).observe({ entryTypes: ["longtask"] });
    const height = document.documentElement.scrollHeight - innerHeight;
    const bytes = stream.bytes, events = stream.events, start = performance.now();
    await new Promise((done) => {
      let last = start;
      (function frame(t) {
        gaps.push(t - last);
        last = t;
        scrollTo(0, height * (0.5 - 0.5 * Math.cos((t - start) / 900)));
        t - start < ${seconds} * 1000 ? requestAnimationFrame(frame) : done();
      })(start);
    });
    gaps.sort((a, b) => a - b);
    const took = (performance.now() - start) / 1000;
    const at = (p) => Math.round(gaps[Math.floor((gaps.length - 1) * p)] * 10) / 10;
    return { frames: gaps.length, fps: Math.round(gaps.length / took), p50: at(0.5), p95: at(0.95), p99: at(0.99), worst: at(1), over50: gaps.filter((g) => g > 50).length,
      longTasks: long.length, longest: Math.round(Math.max(0, ...long)), bytesPerSecond: Math.round((stream.bytes - bytes) / took), eventsPerSecond: Math.round((stream.events - events) / took * 10) / 10,
      elements: document.querySelectorAll("*").length, cards: document.querySelectorAll(".card").length };
  })()`);
  const after = await metrics();
  figures.scriptMsPerFrame = Math.round(((after.ScriptDuration - before.ScriptDuration) * 1000 / figures.frames) * 100) / 100;
  figures.layoutMsPerFrame = Math.round(((after.LayoutDuration - before.LayoutDuration + after.RecalcStyleDuration - before.RecalcStyleDuration) * 1000 / figures.frames) * 100) / 100;
  figures.heapMb = Math.round(after.JSHeapUsedSize / 104857.6) / 10;
  console.log(JSON.stringify(figures));
  assert.deepEqual(complaints, []);
  assert.ok(figures.scriptMsPerFrame + figures.layoutMsPerFrame < 12, `${figures.scriptMsPerFrame} + ${figures.layoutMsPerFrame} ms a frame`);
  assert.ok(figures.cards < 80, `${figures.cards} cards have elements`);
} finally {
  await browser.close();
}
