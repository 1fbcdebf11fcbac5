/** Puts the page together: one loop draws what changed, once a frame, however often the server speaks. */
import { el, text, count, span, isZone, nameOf } from "./dom.js";
import { Store, categories } from "./store.js";
import { Stream } from "./stream.js";
import { Wall } from "./cards.js";
import { Detail } from "./detail.js";
import { Lines } from "./lines.js";
import { readColours } from "./draw.js";
import { status, compare, matches } from "./status.js";
import * as control from "./control.js";

const $ = (id) => document.getElementById(id);
export const store = new Store();
const filter = { text: "", zone: "", category: "", state: "all" };
const entries = new Map();
let sorted = -Infinity;
let announced = "";

// Theme: the system's unless chosen; the choice is remembered.
const dark = matchMedia("(prefers-color-scheme: dark)");
let theme = localStorage.getItem("theme") ?? "auto";
function applyTheme() {
  document.documentElement.dataset.theme = theme === "auto" ? (dark.matches ? "dark" : "light") : theme;
  $("theme").textContent = { auto: "Auto", light: "Light", dark: "Dark" }[theme];
  $("theme").setAttribute("aria-label", `Colour scheme: ${theme}`);
  readColours();
  if (wall) wall.redraw = true;
}
let wall;
applyTheme();
dark.addEventListener("change", applyTheme);
$("theme").addEventListener("click", () => {
  theme = { auto: dark.matches ? "light" : "dark", light: "dark", dark: "auto" }[theme];
  if (theme === "auto") localStorage.removeItem("theme");
  else localStorage.setItem("theme", theme);
  applyTheme();
});

let toastTimer;
function toast(message) {
  text($("toast"), message);
  $("toast").toggleAttribute("data-on", true);
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => $("toast").toggleAttribute("data-on", false), 6000);
}
control.onNotice(toast);
control.setUp($("unlock"), $("token-dialog"), () => {});

wall = new Wall($("cards"), (id) => select(id));
const detail = new Detail($("detail"), store, () => {
  select(null);
  $("cards").focus({ preventScroll: true });
});
const lines = new Lines(store, (id) => store.cards.has(id) && wall.select(id));
function select(id) {
  wall.selected = id;
  wall.moved = true;
  detail.show(id, true);
}

// Filters.
const refilter = () => (sorted = -Infinity);
$("text").addEventListener("input", () => { filter.text = $("text").value.trim(); refilter(); });
$("zone").addEventListener("change", () => { filter.zone = $("zone").value; refilter(); });
const press = (buttons, chosen) => buttons.forEach((b) => b.setAttribute("aria-pressed", String(b.dataset.value === chosen)));
const states = [["all", "All"], ["wrong", "Needs attention"], ["zones", "Zones"], ["decided", "Decided"]].map(([value, label]) =>
  el("button", { type: "button", "data-value": value, onclick: () => { filter.state = value; press(states, value); refilter(); } }, label));
$("states").append(...states);
press(states, "all");
const mix = categories.slice(2).concat("undecided", "nobody").map((category) => {
  const n = el("b");
  const button = el("button", { type: "button", "data-cat": category, "data-value": category, onclick: () => {
    filter.category = filter.category === category ? "" : category;
    press(mix, filter.category);
    refilter();
  } }, n, el("span", {}, category));
  button.count = n;
  return button;
});
$("mix").append(...mix);
press(mix, "");
const figures = Object.fromEntries([["live", "Cameras live"], ["wrong", "Need attention"], ["fps", "Frames read a second"], ["age", "Age, 95 %"], ["lost", "Frames dropped"], ["dead", "Dead letters"]].map(([key, label]) => {
  const value = el("dd");
  const box = el("div", {}, el("dt", {}, label), value);
  $("figures").append(box);
  return [key, { box, value }];
}));

// Ten times a minute would do for sorting; once a second makes trouble surface at once, and cards stay where they are between.
function sort(time, now) {
  sorted = time;
  const ages = [];
  const per = Object.fromEntries(categories.map((c) => [c, 0]));
  let live = 0, cameras = 0, wrong = 0, fps = 0, lost = 0;
  const zones = new Set();
  const list = [];
  for (const id of entries.keys()) if (!store.cards.has(id)) entries.delete(id);
  for (const card of store.cards.values()) {
    let entry = entries.get(card.id);
    if (!entry || entry.card !== card) entries.set(card.id, (entry = { card, status: null }));
    const before = entry.status?.label;
    entry.status = status(card, now);
    if (before !== entry.status.label) store.dirty.add(card.id);
    if (entry.status.rank < 2) wrong++;
    if (!isZone(card.id)) {
      cameras++;
      if (entry.status.level === "ok" || entry.status.level === "warn") live++;
      if (card.zone) zones.add(card.zone);
      if (card.choice) per[card.choice.category]++;
      const recent = card.seen?.at && now - card.seen.at < 6000 + card.seen.age;
      if (recent) ages.push(card.seen.age);
      fps += recent ? card.seen.fps : 0;
      lost += card.agent?.dropped ?? 0;
    }
    if (matches(card, entry.status, filter)) list.push(entry);
  }
  list.sort(compare);
  wall.set(list);
  ages.sort((a, b) => a - b);
  figure("live", `${count(live)}`, ` of ${count(cameras)}`);
  figure("wrong", count(wrong), "", wrong > 0);
  figure("fps", count(Math.round(fps)));
  figure("age", ages.length ? span(ages[Math.min(ages.length - 1, Math.floor(ages.length * 0.95))]) : "–");
  figure("lost", count(lost));
  figure("dead", count(store.totals.deadLetters), "", store.totals.deadLetters > 0);
  mix.forEach((b) => text(b.count, count(per[b.dataset.value])));
  states[1].classList.toggle("bad", wrong > 0);
  text(states[1], wrong ? `Needs attention ${wrong}` : "Needs attention");
  document.title = wrong ? `(${wrong}) StreamMood` : "StreamMood";
  const all = store.cards.size;
  text($("shown"), list.length === all ? `${count(all)} shown${store.totals.notShown ? `, ${store.totals.notShown} more than the page keeps` : ""}` : `${count(list.length)} of ${count(all)} shown`);
  $("empty").hidden = list.length > 0;
  if (list.length === 0) text($("empty"), all ? "No camera fits these filters." : store.epoch ? "No camera has reported yet. Start one with: streammood camera" : "Waiting for the server…");
  syncZones(zones);
}

function figure(key, value, small = "", bad = false) {
  const { box, value: node } = figures[key];
  box.classList.toggle("bad", bad);
  if (node.dataset.v === value + small) return;
  node.dataset.v = value + small;
  node.replaceChildren(value, small ? el("small", {}, small) : "");
}

function syncZones(zones) {
  const names = [...zones].sort();
  const key = names.join("\n");
  if ($("zone").dataset.key === key) return;
  $("zone").dataset.key = key;
  $("zone").replaceChildren(el("option", { value: "" }, "All zones"), ...names.map((z) => el("option", { value: z }, z)));
  $("zone").value = names.includes(filter.zone) ? filter.zone : (filter.zone = "");
  $("zone").hidden = names.length === 0;
}

let state = "";
let lastTrouble = 0;
export const stream = new Stream(store, (next, message) => {
  if (message && next === "live") toast(message);
  if (next === "lost" && state !== "lost") lastTrouble = Date.now();
  state = next;
  document.body.classList.toggle("stale", next === "lost");
  $("link").dataset.state = next;
  const line = next === "live" ? "live" : `${message}; what you see is from ${new Date(lastTrouble).toLocaleTimeString()}`;
  if (announced !== line) text($("link-text"), (announced = line));
  $("unlock").hidden = !store.writable;
});

let tick = 0;
function frame(time) {
  requestAnimationFrame(frame);
  const now = store.now();
  if (store.structure || time - sorted > 1000) {
    store.structure = false;
    sort(time, now);
  }
  const changed = store.dirty.size > 0;
  wall.frame(store.takeDirty(), now);
  if (changed || time - tick > 500) {
    tick = time;
    if (detail.id) detail.frame(entries.get(detail.id), now);
  }
  lines.frame(time);
}
detail.show(null);
requestAnimationFrame(frame);
addEventListener("keydown", (e) => {
  if (e.key !== "/" || /^(INPUT|SELECT)$/.test(document.activeElement?.tagName)) return;
  e.preventDefault();
  $("text").focus();
});
