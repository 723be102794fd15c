// Sends what waits, a moment after the last change; retries by a timer while the server is away.
import { ask, Away, Refused, SignedOut } from "./request.js";

const PAUSE = 500;
const FIRST_WAIT = 2000;
const LONGEST_WAIT = 15000;
const LOOK = 15000;
const ENDED = ["wrong_state", "sheet_locked_already"];
const DEVICE = "xingping.device";
const SEQUENCE = "xingping.sequence";

function remembered(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function remember(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Without it the device is a new one at each visit, and the clock keeps the sequence rising.
  }
}

function deviceName() {
  const known = remembered(DEVICE);
  if (known) return known;
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  const made = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  remember(DEVICE, made);
  return made;
}

export class Saver {
  constructor({ address, draft, version, told, conflicted, refreshed, ended, heard = () => {} }) {
    Object.assign(this, { address, draft, version, told, conflicted, refreshed, ended, heard });
    this.device = deviceName();
    this.wait = FIRST_WAIT;
    this.timer = null;
    this.busy = false;
    this.over = false;
    window.addEventListener("online", () => this.soon(0));
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#leave() : this.look()));
    setInterval(() => this.look(), LOOK);
  }

  soon(pause = PAUSE) {
    if (this.over) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), pause);
  }

  async now() {
    clearTimeout(this.timer);
    if (this.busy || this.over) return;
    const fields = this.draft.toSend();
    if (Object.keys(fields).length === 0) return;
    this.busy = true;
    this.told("saving");
    try {
      this.#answered(fields, await ask("POST", this.address, this.#save(fields)));
    } catch (error) {
      this.#failed(error);
    }
    this.busy = false;
  }

  // Somebody else may have saved meanwhile.
  async look() {
    if (this.busy || this.over || document.hidden) return;
    try {
      const answer = await ask("GET", `${this.address}?known=${this.version}`);
      if (this.busy) return;
      if (!answer.open) return this.#end();
      this.heard(answer);
      this.#taken(answer);
      if (this.draft.waiting) this.soon(0);
    } catch (error) {
      if (error instanceof SignedOut) this.told("signedOut");
    }
  }

  #save(fields) {
    const sequence = Math.max(Date.now(), Number(remembered(SEQUENCE) ?? 0) + 1);
    remember(SEQUENCE, String(sequence));
    return { device: this.device, sequence, fields };
  }

  #answered(fields, answer) {
    this.wait = FIRST_WAIT;
    this.heard(answer);
    if (answer.stale) {
      this.#taken(answer);
      this.soon(0); // another tab of this device was newer: once more, with the next sequence
      return;
    }
    const conflicts = this.draft.answered(fields, answer);
    const others = answer.version > this.version + 1;
    this.version = Math.max(this.version, answer.version);
    this.told("saved");
    this.conflicted(conflicts);
    if (others || conflicts.length) {
      this.version = -1;
      this.busy = false;
      this.look();
    }
    if (this.draft.waiting) this.soon(0);
  }

  #taken(answer) {
    if (!answer.content) return;
    this.version = answer.version;
    this.refreshed(this.draft.refresh(answer.content));
  }

  #failed(error) {
    if (error instanceof Refused && (ENDED.includes(error.code) || error.status === 404)) return this.#end();
    if (error instanceof SignedOut) this.told("signedOut");
    else if (error instanceof Away) this.told("offline");
    else this.told("refused", error.message);
    this.soon(this.wait);
    this.wait = Math.min(this.wait * 1.5, LONGEST_WAIT);
  }

  #end() {
    this.over = true;
    this.ended();
  }

  // The page goes away: one last try that the browser finishes without it. What fails stays on the device.
  #leave() {
    if (this.over) return;
    const fields = this.draft.toSend();
    if (Object.keys(fields).length) ask("POST", this.address, this.#save(fields), { keepalive: true }).then((answer) => this.#answered(fields, answer), () => {});
  }
}
