/** One camera or zone in full, and what operators decide about it. */
import { el, text, shape, clock, span, count, signed, nameOf, isZone } from "./dom.js";
import { bigPlane } from "./draw.js";
import { decide, unlocked } from "./control.js";

const emotions = ["neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt"];
const decisions = {
  first: "the first decision", steady: "the mood has not changed", switched: "the mood changed and was confirmed", "lead-too-small": "another mood leads, but by too little",
  confirming: "another mood leads and is being confirmed", held: "held against flicker", unsure: "too little is sure", pinned: "an operator pinned it",
};

export class Detail {
  constructor(root, store, onClose) {
    this.root = root;
    this.store = store;
    this.title = el("h2");
    this.says = el("p", { class: "says" });
    this.error = el("p", { class: "error", role: "status" });
    this.canvas = el("canvas", { "aria-hidden": "true" });
    this.bars = el("div", { class: "bars" });
    this.rows = emotions.map((name) => {
      const bar = el("i");
      const share = el("em");
      this.bars.append(el("div", {}, el("span", {}, name), bar, share));
      return { bar, share };
    });
    this.why = el("dl", { class: "facts" });
    this.camera = el("dl", { class: "facts" });
    this.decide = el("div");
    root.append(
      el("div", { class: "titled" }, this.title, el("button", { type: "button", "aria-label": "Close details", onclick: onClose }, "✕")),
      this.says, this.error, el("div", { class: "plane" }, this.canvas, this.bars),
      el("h3", {}, "Decide"), this.decide, el("h3", {}, "Why"), this.why, el("h3", {}, "Frames"), this.camera);
    root.addEventListener("keydown", (e) => e.key === "Escape" && onClose());
  }

  show(id, focus) {
    this.id = id;
    this.root.hidden = id === null;
    this.buttons = null;
    if (id !== null && focus) this.root.focus({ preventScroll: innerWidth > 1060 });
  }

  frame(entry, now) {
    if (this.id === null || !entry) return;
    const { card, status } = entry;
    const { choice, mood, seen, agent, control } = card;
    text(this.title, `${isZone(card.id) ? "Zone " : ""}${nameOf(card.id)}${card.zone ? ` in ${card.zone}` : ""}`);
    this.error.dataset.level = status.level;
    text(this.error, status.level === "ok" ? "" : `${status.label}: ${status.why}`);
    const song = choice?.song ? ` Now: ${choice.song}${choice.artist ? `, ${choice.artist}` : ""}.` : "";
    const nothing = { nobody: "No song is asked for: nobody has been in view", undecided: "No song is asked for: too little has been sure" }[choice?.category];
    text(this.says, nothing ? `${nothing} for ${span(now - choice.since)}.` : choice ? `Recommends ${choice.category} for ${span(now - choice.since)}.${song}` : "No recommendation yet.");
    bigPlane(this.canvas, card);
    emotions.forEach((_, i) => {
      const share = mood?.emotions?.[i] ?? 0;
      this.rows[i].bar.style.setProperty("--v", share / 100);
      text(this.rows[i].share, mood?.emotions ? `${share} %` : "–");
    });
    facts(this.why, [
      ["state", choice && `${choice.state ?? "–"}${choice.leading ? `, ${choice.leading} leads` : ""}`],
      ["because", choice?.decision && (decisions[choice.decision] ?? choice.decision)],
      ["strategy", choice && `${choice.strategy}${choice.step ? `, step ${choice.step}` : ""}${choice.bound ? `, ${choice.bound}` : ""}`],
      ["goal", choice?.goalValence !== undefined && `${signed(choice.goalValence)} valence, ${signed(choice.goalArousal)} arousal`],
      ["mood", mood && `${signed(mood.valence)} valence, ${signed(mood.arousal)} arousal`],
      ["asks songs for", mood && `${signed(mood.targetValence)} valence, ${signed(mood.targetArousal)} arousal`],
      ["confidence", mood && `${mood.confidence} %`],
      ["window", mood && `${clock(mood.end)}: ${mood.faces} faces in ${mood.frames} frames${mood.voted === undefined ? "" : `, ${mood.voted} voted`}${mood.late ? `, ${mood.late} late` : ""}`],
      ["filter", choice?.filter], ["models", choice && [choice.detector, choice.emotion, choice.songModel].filter(Boolean).join(", ")],
    ]);
    facts(this.camera, [
      ["camera", agent && `${agent.state}, said ${span(now - agent.at)} ago`], ["last error", agent?.error],
      ["captured", agent && `${count(agent.captured)} = ${count(agent.published)} published + ${count(agent.dropped)} dropped + on their way`],
      ["restarts", agent && count(agent.restarts)],
      ["inferred", seen && `${count(seen.frames)} since the server started, ${seen.fps} a second`],
      ["dead letters", seen && count(seen.dead)], ["age", seen?.at ? span(seen.age) : null],
    ]);
    this.controls(card, control, now);
  }

  controls(card, control, now) {
    const key = `${card.id} ${this.store.writable} ${unlocked()} ${JSON.stringify(control ?? null)} ${control && control.from > now}`;
    if (this.buttons === key) return;
    const focused = this.decide.contains(document.activeElement) ? document.activeElement.dataset.act : null;
    this.buttons = key;
    this.decide.replaceChildren();
    if (control) {
      const soon = control.from > now ? `, holds from ${clock(control.from)}` : "";
      this.decide.append(el("p", { class: "note" }, `Last decision: ${control.last}${control.by ? ` by ${control.by}` : ""}${soon}${control.until ? `, until ${clock(control.until)}` : ""}`));
    }
    if (!this.store.writable || !unlocked()) {
      this.decide.append(el("p", { class: "note" }, this.store.writable ? "Unlock decisions above to pin, change or pause." : "Read-only: the server has no token configured."));
      return;
    }
    const act = (name, action, pressed, extra, icon) => el(
      "button", { type: "button", "data-act": name, "aria-pressed": pressed === undefined ? null : String(pressed), onclick: () => decide({ card: card.id, action, ...extra }) }, icon ? shape(icon) : null, name);
    const pins = ["happy", "energetic", "calm", "sad"].map((c) => act(`Pin ${c}`, "pin", control?.pinned === c, { category: c }, c));
    this.decide.append(
      el("div", { class: "decide" }, ...pins, control?.pinned ? act("Unpin", "unpin") : null),
      el("h3", {}, "Strategy"),
      el("div", { class: "decide" }, ...["match", "iso", "lift"].map((s) => act(s, "strategy", (control?.strategy ?? card.choice?.strategy) === s, { strategy: s }))),
      el("h3", {}, "Recommendations"),
      el("div", { class: "decide" }, control?.paused ? act("Resume", "resume") : act("Pause", "pause"), control?.canUndo ? act(`Undo ${control.last}`, "undo") : null));
    if (focused) (this.decide.querySelector(`[data-act="${CSS.escape(focused)}"]`) ?? this.decide.querySelector("button"))?.focus();
  }
}

function facts(list, rows) {
  const held = rows.filter(([, value]) => value);
  while (list.children.length > held.length * 2) list.lastChild.remove();
  held.forEach(([name, value], i) => {
    if (!list.children[2 * i]) list.append(el("dt"), el("dd"));
    text(list.children[2 * i], name);
    text(list.children[2 * i + 1], value);
  });
}
