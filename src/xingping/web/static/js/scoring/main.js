// The scoring page: one indicator at a time; every change is kept on the device at once and saved by itself.
import { Conflicts } from "../centre/conflicts.js";
import { Draft } from "../centre/draft.js";
import { Saver } from "../centre/saver.js";
import { Store } from "../centre/store.js";
import { Card } from "./card.js";
import { bindHistory, describe } from "./history.js";
import { bindPictures } from "./pictures.js";
import { Way } from "./way.js";

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const form = document.querySelector("[data-sheet]");
const page = read("page-data");
const words = read("sheet-words");
const saved = document.querySelector("[data-saved]");
const trouble = document.querySelector("[data-trouble]");
const clock = new Intl.DateTimeFormat("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });

let storeFailed = false;
const store = new Store(page.owner, () => {
  storeFailed = true;
});
const draft = new Draft(page.content, store);
if (page.open) draft.restore(await store.fields());

let state = { name: "", detail: "" };
let savedAt = "";

function tell(text, signIn = false) {
  trouble.hidden = !text;
  trouble.querySelector("[data-trouble-text]").textContent = text;
  trouble.querySelector("[data-sign-in]").hidden = !signIn;
}

// One line says how things stand: saved when, or how much waits.
function showState() {
  const count = draft.waiting;
  const conflicts = draft.conflicts.size;
  const away = ["offline", "signedOut", "refused"].includes(state.name);
  let text = savedAt ? words.saved.replace("{time}", savedAt) : "";
  if (away && count) text = words.offline.replace("{count}", count);
  else if (state.name === "saving" || count) text = words.saving;
  if (conflicts) text = words.conflicts.replace("{count}", conflicts);
  if (storeFailed && count) text += ` · ${words.noStore}`;
  saved.textContent = text;
  saved.classList.toggle("bad", conflicts > 0 || (away && count > 0));
  saved.dataset.state = conflicts ? "conflict" : away && count ? "offline" : count ? "waiting" : "saved";
  if (state.name === "signedOut") tell(words.signedOut, true);
  else if (state.name === "offline" && count) tell(words.away);
  else if (state.name === "refused") tell(words.refused.replace("{message}", state.detail));
  else if (state.name === "ended") tell(words.ended);
  else tell("");
}

function told(name, detail = "") {
  state = { name, detail };
  if (name === "saved") savedAt = clock.format(new Date());
  showState();
}

function changed() {
  if (page.open) saver.soon();
  way.mark();
  showState();
}

const cards = [...form.querySelectorAll("[data-card]")].map((root) => new Card(root, { draft, page, words, changed }));

function showAll() {
  for (const card of cards) card.show();
  way.mark();
  conflicts.show();
  showState();
}

function showTotal({ total }) {
  form.querySelector("[data-total]").textContent = total.points;
  form.querySelector("[data-scored]").textContent = total.scored;
}

// What the server adds to its answers: the total, and self-scores that may be seen from now on.
function heard(answer) {
  if (!answer.total) return;
  showTotal(answer);
  Object.assign(page.self_scores, answer.self_scores);
  for (const serial of Object.keys(answer.self_scores)) cards.find((one) => one.serial === serial)?.show();
}

const conflicts = new Conflicts(form, draft, words, () => {
  showAll();
  saver.soon(0);
}, (name, value) => describe(words, name, value));

const saver = new Saver({
  address: form.dataset.save,
  draft,
  version: page.version,
  told,
  heard,
  conflicted: (names) => {
    if (names.length) way.go(names[0]);
    showAll();
  },
  refreshed: () => showAll(),
  ended: () => {
    page.open = false;
    for (const field of form.querySelectorAll("input, textarea, [data-card] button:not([data-history-of], [data-shows])")) field.disabled = true;
    told("ended");
  },
});
if (!page.open) saver.over = true;

const way = new Way(form, cards, { page, words, leave: () => leave(form.dataset.lock) });

// Going to check and lock saves first.
async function leave(address) {
  if (draft.waiting && !saver.over) await saver.now();
  window.location.assign(address);
}
for (const link of document.querySelectorAll("[data-leaves]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave(link.href);
  });
}

bindHistory(form, { words, device: saver.device });
bindPictures(form);
showAll();
showTotal(page);
way.start();
if (page.open) saver.soon(0);
document.documentElement.classList.add("ready");
