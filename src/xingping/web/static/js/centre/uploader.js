// Sends files in pieces, two at a time; goes on where it stopped after a lost connection or a reload.
import { ask, Away, Refused, SignedOut } from "../saving/request.js";

const AT_ONCE = 2;
const FIRST_WAIT = 1500;
const LONGEST_WAIT = 15000;

export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export class Uploader {
  constructor({ number, store }) {
    Object.assign(this, { number, store });
    this.queue = [];
    this.running = 0;
    this.stops = new Map();
  }

  // `job`: {key, file, name, meta}; `view`: {progress(percent), away(), done(item), refused(error)}.
  add(job, view) {
    this.store.keepUpload(job);
    this.queue.push({ job, view });
    this.#next();
  }

  async cancel(key) {
    this.stops.get(key)?.abort();
    this.queue = this.queue.filter((one) => one.job.key !== key);
    await this.store.dropUpload(key);
    await ask("DELETE", `/api/v1/uploads/${key}`).catch(() => {});
  }

  async #next() {
    if (this.running >= AT_ONCE || this.queue.length === 0) return;
    this.running += 1;
    const { job, view } = this.queue.shift();
    const stop = new AbortController();
    this.stops.set(job.key, stop);
    this.#next();
    try {
      const item = await this.#patiently(job, view, stop.signal);
      await this.store.dropUpload(job.key);
      view.done(item);
    } catch (error) {
      if (error.name !== "AbortError") {
        await this.store.dropUpload(job.key);
        view.refused(error);
      }
    }
    this.stops.delete(job.key);
    this.running -= 1;
    this.#next();
  }

  // While the server is away, or nobody is signed in, wait and go on.
  async #patiently(job, view, signal) {
    let wait = FIRST_WAIT;
    for (;;) {
      try {
        return await this.#send(job, view, signal, () => {
          wait = FIRST_WAIT;
        });
      } catch (error) {
        if (!(error instanceof Away || error instanceof SignedOut)) throw error;
        view.away();
        await pause(wait);
        signal.throwIfAborted();
        wait = Math.min(wait * 1.6, LONGEST_WAIT);
      }
    }
  }

  async #send({ key, file, name, meta }, view, signal, moved) {
    let state = await ask("POST", "/api/v1/uploads", { key, case: this.number, file_name: name, size: file.size }, { signal });
    while (!state.done) {
      if (state.refusal) throw new Refused(422, state.refusal);
      view.progress(Math.floor((100 * state.received) / file.size));
      const piece = file.slice(state.received, state.received + state.piece);
      state = await ask("PUT", `/api/v1/uploads/${key}?offset=${state.received}`, piece, { signal });
      moved();
    }
    view.progress(100);
    return this.#show(key, meta, signal);
  }

  #show(key, { replaces, targets, ...said }, signal) {
    const shown = { ...said, mode: "upload", upload: key };
    if (replaces) return ask("PUT", `/api/v1/evidence/${replaces.item}`, { ...shown, version: replaces.number }, { signal });
    return ask("POST", "/api/v1/evidence", { ...shown, case: this.number, key, targets }, { signal });
  }
}
