/** Mood over time as a ribbon, and the plane of valence and arousal. Colours come from the style sheet, so that both schemes work. */
import { categories } from "./store.js";

const STRIDE = 4;
let colours = {};

export function readColours() {
  const style = getComputedStyle(document.documentElement);
  const names = [...categories, "fg", "soft", "line", "line-strong", "accent", "panel"];
  colours = Object.fromEntries(names.map((n) => [n, style.getPropertyValue(`--${n}`).trim()]));
}

export function fit(canvas, width, height) {
  const ratio = Math.min(window.devicePixelRatio || 1, 2);
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
  }
  const g = canvas.getContext("2d");
  g.setTransform(ratio, 0, 0, ratio, 0, 0);
  g.clearRect(0, 0, width, height);
  return g;
}

/** The last two minutes: valence as a line, the category as a band beneath it, and to the right where the mood stands on the plane. */
export function ribbon(canvas, width, height, card, now) {
  const g = fit(canvas, width, height);
  const square = height;
  const span = 120_000;
  const w = width - square - 10;
  const band = 8;
  const top = height - band - 4;
  const x = (t) => w - ((now - t) / span) * w;
  const y = (v) => top / 2 - (v / 100) * (top / 2 - 2);
  g.strokeStyle = colours.line;
  g.lineWidth = 1;
  g.beginPath();
  g.moveTo(0, top / 2 + 0.5);
  g.lineTo(w, top / 2 + 0.5);
  g.stroke();
  const p = card.points;
  const n = p.length;
  let from = 0;
  while (from < n && p[from] < now - span) from += STRIDE;
  // Bands of one category are drawn as one rectangle.
  for (let i = from; i < n; ) {
    let j = i;
    while (j + STRIDE < n && p[j + STRIDE + 3] === p[i + 3] && p[j + STRIDE] - p[j] < 5000) j += STRIDE;
    const x0 = Math.max(0, x(p[i] - 1000));
    const x1 = Math.max(x0 + 1, Math.min(w, x(p[j])));
    band1(g, categories[p[i + 3]], x0, height - band, x1 - x0, band);
    i = j + STRIDE;
  }
  for (const [offset, colour, weight] of [[2, colours.soft, 1], [1, colours.fg, 1.6]]) {
    g.strokeStyle = colour;
    g.lineWidth = weight;
    g.setLineDash(offset === 2 ? [2, 2] : []);
    g.beginPath();
    let before = -Infinity;
    for (let i = from; i < n; i += STRIDE) {
      // Where nobody was there, there is no mood.
      if (p[i + 3] === 1) { before = -Infinity; continue; }
      if (p[i] - before > 5000) g.moveTo(x(p[i]), y(p[i + offset]));
      else g.lineTo(x(p[i]), y(p[i + offset]));
      before = p[i];
    }
    g.stroke();
  }
  g.setLineDash([]);
  plane(g, width - square, 0, square, card, 24);
}

function band1(g, category, x, y, w, h) {
  g.fillStyle = colours[category] ?? colours.line;
  if (category === "nobody") g.fillRect(x, y + h - 2, w, 2);
  else if (category === "undecided") {
    for (let at = x; at < x + w; at += 4) g.fillRect(at, y + 2, Math.min(2, x + w - at), h - 4);
  } else g.fillRect(x, y, w, h);
}

/** Valence to the right, arousal up; the trace of the last windows fades behind the point. */
export function plane(g, x, y, size, card, trace) {
  const px = (v) => x + size / 2 + (v / 100) * (size / 2 - 4);
  const py = (a) => y + size / 2 - (a / 100) * (size / 2 - 4);
  g.strokeStyle = colours.line;
  g.lineWidth = 1;
  g.strokeRect(x + 0.5, y + 0.5, size - 1, size - 1);
  g.beginPath();
  g.moveTo(x + size / 2, y);
  g.lineTo(x + size / 2, y + size);
  g.moveTo(x, y + size / 2);
  g.lineTo(x + size, y + size / 2);
  g.stroke();
  const p = card.points;
  const start = Math.max(0, p.length - trace * STRIDE);
  if (p.length === 0) return;
  for (let i = start + STRIDE; i < p.length; i += STRIDE) {
    if (p[i + 3] === 1 || p[i - STRIDE + 3] === 1) continue;
    g.globalAlpha = 0.15 + (0.75 * (i - start)) / (p.length - start);
    g.strokeStyle = colours.soft;
    g.lineWidth = 1.4;
    g.beginPath();
    g.moveTo(px(p[i - STRIDE + 1]), py(p[i - STRIDE + 2]));
    g.lineTo(px(p[i + 1]), py(p[i + 2]));
    g.stroke();
  }
  g.globalAlpha = 1;
  const category = categories[p[p.length - 1]];
  if (category === "nobody") return;
  mark(g, category, px(p[p.length - 3]), py(p[p.length - 2]), size > 80 ? 6 : 4.5);
}

/** The category's shape, as in the style sheet. */
function mark(g, category, x, y, r) {
  g.fillStyle = colours[category];
  g.strokeStyle = colours.panel;
  g.lineWidth = 1.5;
  g.beginPath();
  if (category === "happy") { g.moveTo(x, y - r); g.lineTo(x + r, y + r); g.lineTo(x - r, y + r); }
  else if (category === "sad") { g.moveTo(x - r, y - r); g.lineTo(x + r, y - r); g.lineTo(x, y + r); }
  else if (category === "energetic") { g.moveTo(x, y - r * 1.2); g.lineTo(x + r * 1.2, y); g.lineTo(x, y + r * 1.2); g.lineTo(x - r * 1.2, y); }
  else g.arc(x, y, r, 0, 7);
  g.closePath();
  g.fill();
  g.stroke();
}

export function bigPlane(canvas, card) {
  const size = 148;
  const g = fit(canvas, size, size);
  plane(g, 0, 0, size, card, 120);
  g.fillStyle = colours.soft;
  g.font = "10px system-ui, sans-serif";
  g.textAlign = "left";
  g.fillText("excited", size / 2 + 4, 12);
  g.fillText("calm", size / 2 + 4, size - 6);
  g.fillText("unpleasant", 4, size / 2 - 4);
  g.textAlign = "right";
  g.fillText("pleasant", size - 4, size / 2 - 4);
}
