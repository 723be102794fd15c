// The scoring page: one indicator at a time; every change is kept on the device at once and saved by itself.
import { Conflicts } from "../saving/conflicts.js";
import { Saver } from "../saving/saver.js";
import { read, Sheet } from "../saving/sheet.js";
import { Card } from "./card.js";
import { bindHistory, describe } from "./history.js";
import { bindPictures } from "./pictures.js";
import { Way } from "./way.js";

const form = document.querySelector("[data-sheet]");
const page = read("page-data");
const words = read("sheet-words");
const sheet = await Sheet.begin(page, words, page.open);
const { draft } = sheet;

function changed() {
  if (page.open) saver.soon();
  way.mark();
  sheet.show();
}

const cards = [...form.querySelectorAll("[data-card]")].map((root) => new Card(root, { draft, page, words, changed }));

function showAll() {
  for (const card of cards) card.show();
  way.mark();
  conflicts.show();
  sheet.show();
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
  told: (name, detail) => sheet.told(name, detail),
  heard,
  conflicted: (names) => {
    if (names.length) way.go(names[0]);
    showAll();
  },
  refreshed: () => showAll(),
  ended: () => {
    page.open = false;
    for (const field of form.querySelectorAll("input, textarea, [data-card] button:not([data-history-of], [data-shows])")) field.disabled = true;
    sheet.told("ended");
  },
});
if (!page.open) saver.over = true;

const way = new Way(form, cards, { page, words, leave: () => sheet.leave(saver, form.dataset.lock) });

sheet.bindLeaving(saver);
bindHistory(form, { words, device: saver.device });
bindPictures(form);
showAll();
showTotal(page);
way.start();
if (page.open) saver.soon(0);
document.documentElement.classList.add("ready");
