/** What is wrong with a camera, the worst first. Pure. */
const SILENT_AGENT = 30_000; // an agent reports every ten seconds
const SILENT = 5_000;
const LATE = 2_000;
const DROPS = 0.05;
const order = { bad: 0, warn: 1, ok: 2, idle: 3 };

const of = (level, label, why) => ({ level, label, why, rank: order[level] });

export function status(card, now) {
  const { agent, seen, control, mood } = card;
  const zone = card.id.startsWith("zone:");
  const seconds = (ms) => (ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`);
  if (control?.revoked && control.from <= now) return of("idle", "no consent", "Consent is revoked: its emotion events are not used.");
  if (control?.paused && control.from <= now) return of("idle", "paused", "An operator has paused recommendations.");
  if (zone) {
    if (mood && now - mood.end > 15_000) return of("warn", `silent ${seconds(now - mood.end)}`, "No recommendation for this zone lately: see its cameras, then the recommender.");
    return of("ok", "", "");
  }
  if (agent) {
    const quiet = now - agent.at;
    if (agent.state === "failed") return of("bad", "failed", agent.error ?? "The camera cannot be read; its agent keeps trying.");
    if (agent.state === "no-consent") return of("idle", "no consent", "No consent is recorded, or it is revoked: nothing leaves its agent.");
    if (agent.state === "ended") return of("idle", "ended", "The source has come to its end.");
    if (quiet > SILENT_AGENT) return of("bad", `agent gone ${seconds(quiet)}`, "Its agent reports every ten seconds and has stopped: see whether the machine and the process are up.");
    if (agent.state === "stalled") return of("bad", "stalled", agent.error ?? "The camera is connected and gives no frame.");
    if (agent.state === "connecting" && !seen?.at) return of("warn", "connecting", agent.error ?? "The camera is being connected.");
  }
  if (seen?.at) {
    const silent = now - seen.at - Math.min(seen.age, SILENT);
    if (silent > SILENT) return of("bad", `silent ${seconds(silent)}`, agent?.state === "live" ? "The camera is live, but no emotion event comes: see the inference workers." : "No emotion event comes.");
    if (seen.age > LATE) return of("warn", `late ${seconds(seen.age)}`, "Frames are old when they have been read: inference or Kafka is behind.");
  } else if (agent) {
    if (agent.state === "live" && !(mood && now - mood.end < 2 * SILENT)) return of("bad", "nothing read", "The camera is live, but nothing of it has been inferred: see the inference workers.");
    return of("warn", "no frames read", "The agent reports, but nothing has been inferred since this page's server started.");
  }
  if (agent && agent.newDrops > 0 && agent.newDrops > DROPS * agent.fps * 10) return of("warn", `${agent.newDrops} dropped`, "Frames were dropped since the report before: the network or the broker is slow.");
  return of("ok", "", "");
}

/** Those with trouble first, then by name as people count. */
const collator = new Intl.Collator("en", { numeric: true });
export function compare(a, b) {
  return a.status.rank - b.status.rank || collator.compare(a.card.id, b.card.id);
}

export function matches(card, state, filter) {
  if (filter.zone && card.zone !== filter.zone && card.id !== `zone:${filter.zone}`) return false;
  if (filter.category && card.choice?.category !== filter.category) return false;
  if (filter.state === "wrong" && state.rank > 1) return false;
  if (filter.state === "zones" && !card.id.startsWith("zone:")) return false;
  if (filter.state === "decided" && !(card.control && (card.control.pinned || card.control.paused || card.control.strategy || card.control.revoked))) return false;
  if (!filter.text) return true;
  const hay = `${card.id} ${card.zone ?? ""} ${card.choice?.song ?? ""} ${card.choice?.artist ?? ""} ${card.choice?.category ?? ""} ${state.label}`.toLowerCase();
  return filter.text.toLowerCase().split(/\s+/).every((word) => hay.includes(word));
}
