/** The server's events, over and over: EventSource itself gives up when a server answers with an error while it restarts. */
const SILENCE = 12_000; // the server says something every five seconds
const AGAIN = 1_500;

export class Stream {
  constructor(store, onState) {
    this.store = store;
    this.onState = onState;
    this.bytes = 0;
    this.events = 0;
    this.heard = performance.now();
    setInterval(() => {
      if (performance.now() - this.heard > SILENCE) this.open("no word from the server");
    }, 2_000);
    this.open();
  }

  open(why) {
    this.source?.close();
    clearTimeout(this.timer);
    this.heard = performance.now();
    if (why) this.onState("lost", why);
    const { epoch, seq } = this.store;
    const source = (this.source = new EventSource(epoch ? `/api/events?last=${epoch}-${seq}` : "/api/events"));
    source.addEventListener("snapshot", (e) => this.take(e, (data) => {
      const before = this.store.epoch;
      this.store.snapshot(data);
      this.onState("live", before === null ? "" : before === data.epoch ? "Caught up with a fresh snapshot after falling behind" : "Server restarted: fresh snapshot");
      return true;
    }));
    source.addEventListener("delta", (e) => this.take(e, (data) => this.store.delta(data)));
    source.addEventListener("quiet", (e) => this.take(e, () => true));
    source.onerror = () => {
      this.onState("lost", "connection lost, trying again");
      if (source.readyState === EventSource.CLOSED) this.timer = setTimeout(() => this.open(), AGAIN);
    };
  }

  take(event, apply) {
    const data = JSON.parse(event.data);
    this.heard = performance.now();
    this.bytes += event.data.length;
    this.events++;
    // The least offset seen is the one with the least delay in it.
    const offset = data.now - Date.now();
    this.store.offset = Math.abs(offset - this.store.offset) > 60_000 ? offset : Math.max(offset, this.store.offset - 5);
    if (apply(data)) this.onState("live", "");
    else {
      this.store.epoch = null;
      this.open();
    }
  }
}
