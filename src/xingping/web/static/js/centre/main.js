// The applicant's workspace: every change is kept on the device at once and saved by itself.
import { Fields } from "../self_check/fields.js";
import { ResultView } from "../self_check/result.js";
import { Sections } from "../self_check/sections.js";
import { Asker } from "../self_check/server.js";
import { WayView } from "../self_check/way.js";
import { Conflicts } from "../saving/conflicts.js";
import { Saver } from "../saving/saver.js";
import { read, Sheet } from "../saving/sheet.js";
import { Evidence } from "./evidence.js";
import { Form } from "./form.js";

const PAUSE = 60;
const WAY_PAUSE = 500;

const root = document.getElementById("main");
const form = document.querySelector("[data-workspace]");
const page = read("page-data");
const words = read("workspace-words");
const token = form.querySelector("[name=csrfmiddlewaretoken]").value;

const sheet = await Sheet.begin(page, words, page.editable);
const { draft, store } = sheet;
const model = new Form(form, draft, page);
const { entries } = model;

const conflicts = new Conflicts(form, draft, words, () => {
  showAll();
  saver.soon(0);
});

const saver = new Saver({
  address: form.dataset.save,
  draft,
  version: page.version,
  told: (name, detail) => sheet.told(name, detail),
  conflicted: () => {
    conflicts.show();
    showFaults();
    sheet.show();
  },
  refreshed: (names) => {
    if (names.length) showAll();
    else conflicts.show();
  },
  ended: () => {
    for (const field of form.querySelectorAll("input, select, textarea, button[data-adopt]")) field.disabled = true;
    sheet.told("ended");
  },
});
if (!page.editable) saver.over = true;

function changed() {
  if (page.editable) {
    model.write();
    saver.soon();
    sheet.show();
  }
  compute.soon(PAUSE);
  way.soon(WAY_PAUSE);
}

const fields = new Fields(form, { entries, changed, words });
const result = new ResultView(root);
const wayView = new WayView(document.querySelector(".way"), { entries, changed, words });
if (page.first && !window.location.hash) window.history.replaceState(null, "", `#indicator-${page.first}`);
new Sections(form, (serial) => fields.scored(serial)).follow(false);
const evidence = new Evidence(form, { page, store, changed: showLacking });

let answeredFaults = { facts: {}, scores: {} };

// Faults of what is typed, and of what the server would not keep.
function showFaults() {
  const facts = { ...answeredFaults.facts };
  const scores = { ...answeredFaults.scores };
  for (const [name, text] of draft.faults) {
    const [section, ...rest] = name.split(".");
    if (section === "facts") facts[rest.join(".")] ??= text;
    if (section === "scores") scores[rest.join(".")] ??= text;
  }
  fields.faults({ facts, scores });
}

function showLacking() {
  const cards = [...form.querySelectorAll("[data-card]")];
  const scores = cards.filter((card) => !fields.scored(card.dataset.card)).length;
  const bare = cards.filter((card) => evidence.lacks(card.dataset.card)).length;
  const line = form.querySelector("[data-lacking]");
  const parts = [];
  if (scores) parts.push(words.missingScores.replace("{scores}", scores));
  if (bare) parts.push(words.missingEvidence.replace("{evidence}", bare));
  line.textContent = parts.join(" · ") || words.missingNothing;
}

function answered(answer) {
  root.classList.remove("stale");
  result.show(answer);
  fields.advise(answer.advice);
  if (!page.editable) lock();
  answeredFaults = answer.faults;
  showFaults();
  showLacking();
  form.dataset.answered = String(compute.sequence);
}

function lock() {
  for (const card of form.querySelectorAll("[data-card]:not([data-open])")) {
    for (const box of card.querySelectorAll("[data-tick]")) box.disabled = true;
    card.querySelector("[data-adopt]").hidden = true;
  }
}

const question = () => {
  const { kind, subject, facts, ticks, scores, fixed, target, effort } = entries;
  return { kind, subject, facts, ticks, fixed, target, effort, sheets: { 自测: scores } };
};
const compute = new Asker({
  address: form.dataset.compute,
  token,
  question,
  answered: (answer) => {
    answered(answer);
    lock();
  },
  away: () => root.classList.add("stale"),
  refused: () => {},
});
const way = new Asker({ address: form.dataset.way, token, question, answered: (answer) => wayView.show(answer), away: () => {}, refused: () => {} });

function showAll() {
  model.read();
  fields.show();
  model.show();
  conflicts.show();
  compute.now();
  way.soon(WAY_PAUSE);
  sheet.show();
}

form.addEventListener("input", (event) => {
  if (event.target.matches("[data-true-on]")) {
    model.writeDay(event.target.dataset.trueOn, event.target.value);
    changed();
  } else if (event.target.matches("[data-statement]")) {
    model.writeStatement(event.target.dataset.statement, event.target.value);
    saver.soon();
    sheet.show();
  }
});

sheet.bindLeaving(saver);
wayView.restore();
evidence.show();
showAll();
if (page.editable) {
  saver.soon(0);
  evidence.resume();
}
document.documentElement.classList.add("ready");
