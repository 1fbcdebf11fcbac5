/** What the server has told: a snapshot, then deltas in order. BoardView.cs does the same on the server. */
export const categories = ["undecided", "nobody", "happy", "energetic", "calm", "sad"];
const WINDOWS = 120;
const LINES = 200;
const STRIDE = 4;
const PARTS = ["zone", "agent", "seen", "mood", "choice", "control"];

export class Store {
  constructor() {
    this.cards = new Map();
    this.dirty = new Set();
    this.offset = 0;
    this.clear();
  }

  clear() {
    this.epoch = null;
    this.seq = 0;
    this.writable = false;
    this.dead = [];
    this.deadReasons = {};
    this.changes = [];
    this.totals = { emotions: 0, recommendations: 0, deadLetters: 0, unreadable: 0, notShown: 0 };
  }

  /** The server's clock, as far as this browser knows. */
  now() {
    return Date.now() + this.offset;
  }

  snapshot(s) {
    this.clear();
    this.cards.clear();
    Object.assign(this, { epoch: s.epoch, seq: s.seq, writable: s.writable, dead: s.dead, deadReasons: s.deadReasons, changes: s.changes, totals: s.totals });
    for (const card of s.cards) {
      this.cards.set(card.id, { ...card, points: card.points ?? [] });
      this.dirty.add(card.id);
    }
    this.structure = true;
  }

  /** @returns whether it was the next one; if not, a snapshot is needed. */
  delta(d) {
    if (d.seq !== this.seq + 1) return false;
    this.seq = d.seq;
    for (const change of d.cards ?? []) {
      let card = this.cards.get(change.id);
      if (!card) {
        this.cards.set(change.id, (card = { id: change.id, points: [] }));
        this.structure = true;
      }
      for (const part of PARTS) if (change[part] !== undefined) card[part] = change[part];
      if (change.points) {
        card.points.push(...change.points);
        const over = card.points.length - WINDOWS * STRIDE;
        if (over > 0) card.points.splice(0, over);
      }
      this.dirty.add(change.id);
    }
    for (const id of d.gone ?? []) {
      this.cards.delete(id);
      this.structure = true;
    }
    if (d.dead) this.dead = last(this.dead, d.dead);
    if (d.changes) this.changes = last(this.changes, d.changes);
    if (d.deadReasons) this.deadReasons = d.deadReasons;
    if (d.totals) this.totals = d.totals;
    return true;
  }

  /** The cards that changed since the last call. */
  takeDirty() {
    const dirty = this.dirty;
    this.dirty = new Set();
    return dirty;
  }
}

const last = (before, more) => [...before, ...more].slice(-LINES);
