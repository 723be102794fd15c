// The page for assessors on site: an empty shell that works without a server; everything in it is this person's own.
import { ask } from "../saving/request.js";
import { el, icon, say } from "./dom.js";
import { locks, Shelf } from "./shelf.js";
import { IDLE_MINUTES, renewed } from "./vault.js";
import { Sync } from "./sync.js";
import { Work } from "./work.js";
import { caseScreen } from "./screens/case.js";
import { home } from "./screens/home.js";
import { indicatorScreen } from "./screens/indicator.js";
import { elsewhere, givePin, setPin, signIn } from "./screens/pin.js";
import { receiptScreen } from "./screens/receipt.js";
import { visitScreen } from "./screens/visit.js";

const TAB = "xingping-field";
const SETTLE = 1200;

class App {
  constructor() {
    this.main = document.getElementById("main");
    this.head = document.querySelector("[data-head]");
    this.back = document.querySelector("[data-back]");
    this.pill = document.querySelector("[data-pill]");
    this.foot = document.querySelector("[data-foot]");
    this.state = "";
    this.works = [];
    window.addEventListener("hashchange", () => this.draw());
    for (const happened of ["pointerdown", "keydown"]) document.addEventListener(happened, () => this.#used());
  }

  async start() {
    navigator.storage?.persist?.().catch(() => {});
    if (navigator.locks && !(await this.#alone())) return this.show(elsewhere());
    const session = await ask("GET", "/api/v1/field/session").catch((error) => error);
    const known = await locks.all();
    if (session.owner) return this.#enter(session.owner);
    if (known.length) return this.#pin(known.at(-1));
    return this.show(signIn(session.code ? session.message : say("signin_first")));
  }

  // Two tabs would each hold a draft of their own: only one may be open.
  #alone() {
    return new Promise((resolve) => {
      navigator.locks.request(TAB, { ifAvailable: true }, (lock) => {
        resolve(Boolean(lock));
        return lock ? new Promise(() => {}) : undefined;
      });
    });
  }

  async #enter(owner) {
    const lock = await locks.get(owner);
    if (!lock) return this.show(setPin(owner, (made, key) => this.#opened(made, key)));
    await locks.keep(renewed(lock));
    return this.#pin(renewed(lock));
  }

  #pin(lock) {
    this.show(givePin(lock, (opened, key) => this.#opened(opened, key), () => this.show(signIn(say("expired")))));
  }

  async #opened(lock, key) {
    this.shelf = new Shelf(lock.owner, key);
    this.reasons = [...JSON.parse(document.getElementById("field-reasons").textContent), ...(await this.shelf.reasons())];
    const packages = await this.shelf.packages();
    this.works = await Promise.all(packages.map((content) => this.#listen(new Work(this.shelf, content)).load()));
    this.works.sort((one, other) => one.number.localeCompare(other.number));
    this.sync = new Sync({ owner: lock.owner, works: () => this.works, told: (state, detail) => this.#told(state, detail) });
    this.#used();
    this.draw();
    this.sync.soon(0);
  }

  #listen(work) {
    work.changed = () => {
      this.#status();
      this.sync?.soon(SETTLE);
    };
    return work;
  }

  async #told(state, detail) {
    if (!this.shelf) return;
    this.state = state;
    this.detail = detail;
    if (state === "done") {
      const lock = await locks.get(this.shelf.owner);
      if (lock) await locks.keep(renewed(lock));
    }
    this.#status();
    if (state === "done" && /receipt$|^#?\/?$/.test(location.hash) && !this.main.contains(document.activeElement)) this.draw();
  }

  async take(promise) {
    const work = this.#listen(await promise);
    this.works = [...this.works.filter((one) => one.number !== work.number), work];
    location.hash = `#/${work.number}`;
  }

  async drop(work) {
    await this.shelf.dropPackage(work.key);
    this.works = this.works.filter((one) => one !== work);
    location.hash = "#/";
  }

  async addReason(text) {
    if (this.reasons.includes(text)) return;
    this.reasons.push(text);
    await this.shelf.keepReasons([...(await this.shelf.reasons()), text]);
  }

  close() {
    clearTimeout(this.idle);
    this.sync?.stop();
    this.shelf = null;
    this.works = [];
  }

  // Nobody touches it for a while: the key is forgotten, the PIN is asked for again.
  #used() {
    clearTimeout(this.idle);
    if (this.shelf) this.idle = setTimeout(() => location.reload(), IDLE_MINUTES * 60000);
  }

  draw() {
    if (!this.shelf) return;
    const [, number, part] = location.hash.split("/");
    const work = this.works.find((one) => one.number === number);
    if (!work) return this.show(home(this), { title: say("name"), back: document.body.dataset.home });
    const screens = { receipt: receiptScreen, visit: visitScreen };
    const made = (part ? (screens[part] ?? indicatorScreen)(this, work, part) : null) ?? caseScreen(this, work);
    this.show(made.body, { ...made, back: part ? `#/${number}` : "#/" });
  }

  show(body, { title = say("name"), foot = [], back = document.body.dataset.home } = {}) {
    this.main.replaceChildren(body);
    this.head.textContent = title;
    document.title = `${title} · ${say("brand")}`;
    this.back.setAttribute("href", back);
    this.foot.replaceChildren(...foot);
    this.foot.hidden = foot.length === 0;
    document.documentElement.dataset.ready = "true";
    window.scrollTo(0, 0);
    this.#status();
  }

  #status() {
    const waiting = this.works.reduce((sum, work) => sum + work.waiting, 0);
    const conflicts = this.works.reduce((sum, work) => sum + work.draft.conflicts.size, 0);
    const away = ["offline", "signedOut", "stranger", "refused"].includes(this.state);
    const lost = this.works.some((work) => work.store.failed);
    const tone = lost || this.state === "stranger" || conflicts ? "bad" : away || waiting ? "warn" : "ok";
    const words = lost ? say("not_kept") : this.state === "stranger" ? say("stranger") : conflicts ? say("conflicts", { count: conflicts })
      : this.state === "signedOut" ? say("signed_out", { count: waiting })
      : this.state === "refused" ? say("refused") : this.state === "offline" ? say("offline", { count: waiting })
      : waiting ? say("waiting", { count: waiting }) : this.state ? say("all_sent") : "";
    this.pill.className = `tag ${tone}`;
    this.pill.hidden = !words;
    this.pill.replaceChildren(this.state === "signedOut" ? el("a", { href: document.body.dataset.signIn }, words) : words);
    this.pill.title = this.detail ?? "";
    if (this.state === "syncing") this.pill.prepend(icon("refresh"));
  }
}

if ("serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js", { scope: document.body.dataset.scope, updateViaCache: "none" }).catch(() => {});
new App().start();
