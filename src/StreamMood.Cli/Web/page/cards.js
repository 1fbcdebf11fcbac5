/** The wall of cards. Only those in view have elements; they are moved with transforms, and each is drawn at most once a frame. */
import { el, text, shape, span, count, nameOf, isZone, signed } from "./dom.js";
import { ribbon } from "./draw.js";

const HEIGHT = 142;
const GAP = 10;
const LEAST = 262;
const OVERSCAN = 240;
const BUDGET = 5; // ms a frame for drawing cards; what is left is drawn in the next

export class Wall {
  constructor(root, onSelect) {
    this.root = root;
    this.onSelect = onSelect;
    this.list = [];
    this.shown = new Map();
    this.spare = [];
    this.active = null;
    this.selected = null;
    this.redraw = true;
    addEventListener("scroll", () => (this.moved = true), { passive: true });
    const observer = new ResizeObserver(() => (this.resized = this.moved = true));
    for (const node of [root, ...document.querySelectorAll(".top, .figures, .filters")]) observer.observe(node);
    root.addEventListener("keydown", (e) => this.key(e));
    root.addEventListener("click", (e) => {
      const id = e.target.closest(".card")?.dataset.id;
      if (id) this.select(id);
    });
    this.measure();
  }

  measure() {
    this.width = this.root.clientWidth;
    this.columns = Math.max(1, Math.floor((this.width + GAP) / (LEAST + GAP)));
    this.cell = (this.width - GAP * (this.columns - 1)) / this.columns;
    this.laid = null;
    this.moved = true;
  }

  /** @param list entries {card, status} in order. */
  set(list) {
    this.list = list;
    if (!this.active || !list.some((e) => e.card.id === this.active)) this.active = list[0]?.card.id ?? null;
    this.moved = true;
  }

  /** Once a frame. */
  frame(dirty, now) {
    if (this.resized) {
      this.resized = false;
      this.measure();
      this.redraw = true;
    }
    if (this.moved) this.place();
    const start = performance.now();
    for (const [id, tile] of this.shown) tile.stale ||= this.redraw || dirty.has(id);
    this.redraw = false;
    for (const tile of this.shown.values()) if (tile.fresh) this.fill(tile, now);
    for (const tile of this.shown.values()) {
      if (performance.now() - start > BUDGET) break;
      if (tile.stale) this.fill(tile, now);
    }
  }

  place() {
    this.moved = false;
    const rows = Math.ceil(this.list.length / this.columns);
    // Written and read only where it changed: while scrolling, nothing here makes the browser lay out twice.
    const laid = `${rows} ${this.columns} ${this.cell}`;
    if (this.laid !== laid) {
      this.laid = laid;
      this.root.style.height = `${Math.max(0, rows * (HEIGHT + GAP) - GAP)}px`;
      this.top = this.root.getBoundingClientRect().top + scrollY;
    }
    const top = this.top - scrollY;
    const first = Math.max(0, Math.floor((-top - OVERSCAN) / (HEIGHT + GAP)));
    const last = Math.min(rows - 1, Math.floor((innerHeight - top + OVERSCAN) / (HEIGHT + GAP)));
    const wanted = new Map();
    for (let i = first * this.columns; i < Math.min(this.list.length, (last + 1) * this.columns); i++) wanted.set(this.list[i].card.id, i);
    for (const [id, tile] of this.shown)
      if (!wanted.has(id)) {
        this.spare.push(tile);
        this.shown.delete(id);
      }
    let activeShown = false;
    for (const [id, i] of wanted) {
      let tile = this.shown.get(id);
      if (!tile) {
        tile = this.spare.pop() ?? make();
        tile.fresh = true;
        tile.index = tile.cell = -1;
        tile.node.dataset.id = id;
        tile.node.id = `card-${id}`;
        this.shown.set(id, tile);
        if (!tile.node.parentNode) this.root.append(tile.node);
      }
      if (tile.entry !== this.list[i]) tile.fresh = true;
      tile.entry = this.list[i];
      this.state(tile, id);
      activeShown ||= id === this.active;
      if (tile.index === i && tile.cell === this.cell && tile.of === this.list.length) continue;
      Object.assign(tile, { index: i, cell: this.cell, of: this.list.length });
      const { style } = tile.node;
      style.width = `${this.cell}px`;
      style.transform = `translate(${(i % this.columns) * (this.cell + GAP)}px, ${Math.floor(i / this.columns) * (HEIGHT + GAP)}px)`;
      tile.node.setAttribute("aria-posinset", i + 1);
      tile.node.setAttribute("aria-setsize", this.list.length);
    }
    for (const tile of this.spare) tile.node.remove();
    if (activeShown) this.root.setAttribute("aria-activedescendant", `card-${this.active}`);
    else this.root.removeAttribute("aria-activedescendant");
  }

  state(tile, id) {
    const state = `${id === this.selected} ${id === this.active}`;
    if (tile.state === state) return;
    tile.state = state;
    tile.node.setAttribute("aria-selected", id === this.selected);
    tile.node.toggleAttribute("data-active", id === this.active);
  }

  fill(tile, now) {
    const { card, status } = tile.entry;
    const { choice, mood, seen, agent, control } = card;
    const { node } = tile;
    tile.fresh = tile.stale = false;
    const category = choice?.category ?? "undecided";
    if (node.dataset.level !== status.level) node.dataset.level = status.level;
    text(tile.name, nameOf(card.id));
    text(tile.zone, isZone(card.id) ? "zone" : card.zone ?? "");
    text(tile.trouble, status.label);
    if (tile.cat.dataset.cat !== category) tile.cat.dataset.cat = category;
    text(tile.category, choice ? category : "waiting");
    const decided = control?.paused ? "paused" : control?.pinned ? "pinned" : control?.strategy ?? "";
    tile.tag.hidden = !decided;
    text(tile.tag, decided);
    text(tile.song, choice?.song ? `${choice.song}${choice.artist ? `, ${choice.artist}` : ""}` : mood ? `${mood.confidence} % sure` : "");
    const fps = agent && agent.fps > 0 ? agent.fps : seen?.fps;
    const facts = [
      fps === undefined ? "" : `${fps.toFixed(1)} fps`,
      seen?.at ? `age ${span(seen.age)}` : "",
      isZone(card.id) ? "" : `${count((agent?.dropped ?? 0) + (seen?.dead ?? 0))} lost`,
      mood ? `${mood.faces} faces` : "",
    ];
    facts.forEach((f, i) => text(tile.facts[i], f));
    tile.facts[2].classList.toggle("hot", (agent?.newDrops ?? 0) > 0);
    const label = `${isZone(card.id) ? "zone " : ""}${nameOf(card.id)}${status.label ? `, ${status.label}` : ""}, ${choice ? category : "waiting"}${decided ? `, ${decided}` : ""}${mood ? `, valence ${signed(mood.valence)}, arousal ${signed(mood.arousal)}` : ""}`;
    if (tile.label !== label) node.setAttribute("aria-label", (tile.label = label));
    ribbon(tile.canvas, this.cell - (status.level === "ok" || status.level === "idle" ? 24 : 25), 54, card, now);
  }

  select(id) {
    this.active = this.selected = id;
    this.moved = true;
    this.onSelect(id);
  }

  key(e) {
    const at = this.list.findIndex((x) => x.card.id === this.active);
    const page = this.columns * Math.max(1, Math.floor(innerHeight / (HEIGHT + GAP)) - 1);
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: this.columns, ArrowUp: -this.columns, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity }[e.key];
    if (step !== undefined && this.list.length > 0) {
      e.preventDefault();
      const to = Math.min(this.list.length - 1, Math.max(0, at + step));
      this.active = this.list[to].card.id;
      this.moved = true;
      const y = this.top - scrollY + Math.floor(to / this.columns) * (HEIGHT + GAP);
      if (y < 70) scrollBy(0, y - 80);
      else if (y + HEIGHT > innerHeight) scrollBy(0, y + HEIGHT - innerHeight + 12);
    } else if ((e.key === "Enter" || e.key === " ") && this.active) {
      e.preventDefault();
      this.select(this.active);
    }
  }
}

function make() {
  const t = { facts: [0, 1, 2, 3].map(() => el("span")) };
  t.name = el("span", { class: "name" });
  t.zone = el("span", { class: "zone" });
  t.trouble = el("span", { class: "trouble" });
  t.category = el("b");
  t.tag = el("span", { class: "tag", hidden: true });
  t.song = el("span", { class: "song" });
  t.cat = el("div", { class: "cat" }, shape(undefined), t.category, t.tag, t.song);
  t.cat.firstChild.removeAttribute("data-cat");
  t.canvas = el("canvas", { "aria-hidden": "true" });
  t.node = el("div", { class: "card", role: "option" }, el("div", { class: "head" }, t.name, t.zone, t.trouble), t.cat, t.canvas, el("div", { class: "foot" }, ...t.facts));
  return t;
}
