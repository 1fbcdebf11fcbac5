/** Changes of category and dead letters, newest first. Rebuilt only when a new one came, at most once a second. */
import { el, shape, clock, nameOf } from "./dom.js";

const MOST = 60;

export class Lines {
  constructor(store, open) {
    this.store = store;
    this.open = open;
    this.at = 0;
    this.tabs = [...document.querySelectorAll("[role=tab]")];
    this.tabs.forEach((tab, i) => {
      tab.addEventListener("click", () => this.choose(i));
      tab.addEventListener("keydown", (e) => {
        if (e.key !== "ArrowRight" && e.key !== "ArrowLeft") return;
        this.choose((i + 1) % 2);
        this.tabs[(i + 1) % 2].focus();
      });
    });
    this.changes = document.getElementById("list-changes");
    this.dead = document.getElementById("list-dead");
    this.badge = document.getElementById("dead-count");
  }

  choose(i) {
    this.tabs.forEach((tab, j) => {
      tab.setAttribute("aria-selected", String(i === j));
      tab.tabIndex = i === j ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = i !== j;
    });
  }

  frame(time) {
    const { changes, dead, deadReasons, totals } = this.store;
    if (time - this.at < 1000 || (this.seenChanges === changes && this.seenDead === dead)) return;
    this.at = time;
    if (this.seenChanges !== changes && !this.changes.contains(document.activeElement?.closest("button"))) {
      this.seenChanges = changes;
      this.changes.replaceChildren(changes.length ? el("ul", { class: "lines" }, ...changes.slice(-MOST).reverse().map((c) => this.change(c))) : el("p", { class: "note" }, "No category has changed yet."));
    }
    if (this.seenDead !== dead) {
      this.seenDead = dead;
      this.badge.hidden = totals.deadLetters === 0;
      this.badge.textContent = totals.deadLetters;
      this.dead.replaceChildren(...(dead.length ? [
        el("p", { class: "reasons" }, ...Object.entries(deadReasons).map(([reason, n]) => el("span", {}, `${reason} ${n}`))),
        el("ul", { class: "lines" }, ...dead.slice(-MOST).reverse().map((d) => this.letter(d))),
      ] : [el("p", { class: "note" }, "None: every frame could be read.")]));
    }
  }

  change(c) {
    return el("li", {}, el("time", {}, clock(c.at)), el("span", { class: "text" }, this.link(c.card), " ", c.from ? shape(c.from) : "", c.from ? `${c.from} →` : "", shape(c.to), `${c.to}`, c.song ? el("small", {}, c.song) : null));
  }

  letter(d) {
    return el("li", {}, el("time", {}, clock(d.at)), el("span", { class: "text" }, d.camera ? this.link(d.camera) : "unknown camera", ` ${d.reason} at ${d.stage}: ${d.message}`, el("small", {}, d.place)));
  }

  link(id) {
    return el("button", { type: "button", onclick: () => this.open(id) }, nameOf(id));
  }
}
