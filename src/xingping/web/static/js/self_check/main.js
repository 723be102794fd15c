// The self-check: entries live in this browser, the server computes, the page shows.
import * as kept from "./entries.js";
import { Fields } from "./fields.js";
import { download } from "./download.js";
import { ResultView } from "./result.js";
import { Sections } from "./sections.js";
import { Asker } from "./server.js";
import { WayView } from "./way.js";

const PAUSE = 25;
const WAY_PAUSE = 350;

const form = document.querySelector("[data-self-check]");
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const words = read("self-check-words");
const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
const entries = kept.load();
const root = document.getElementById("main");
const saved = document.querySelector("[data-saved]");
const trouble = document.querySelector("[data-trouble]");
const clock = new Intl.DateTimeFormat("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });

function tell(text) {
  trouble.hidden = !text;
  trouble.querySelector("[data-trouble-text]").textContent = text;
}

function keep() {
  const done = kept.save(entries);
  saved.textContent = done ? words.saved.replace("{time}", clock.format(new Date(entries.at))) : words.notSaved;
  saved.classList.toggle("bad", !done);
}

function changed() {
  keep();
  compute.soon(PAUSE);
  way.soon(WAY_PAUSE);
}

const fields = new Fields(form, { entries, changed, words });
const result = new ResultView(root);
const wayView = new WayView(document.querySelector(".way"), { entries, changed, words });
const sections = new Sections(form, (serial) => fields.scored(serial));

function away() {
  root.classList.add("stale");
  tell(words.away);
}

function answered(answer) {
  tell("");
  result.show(answer);
  fields.advise(answer.advice);
  fields.faults(answer.faults);
  form.querySelector("[data-missing]").textContent = answer.distance;
  form.querySelector("[data-next-missing]").hidden = answer.complete;
  root.dataset.answered = String(compute.sequence);
}

const question = () => kept.question(entries);
const compute = new Asker({ address: form.dataset.compute, token, question, answered, away, refused: (text) => tell(text || words.refused) });
const way = new Asker({
  address: form.dataset.way,
  token,
  question,
  answered: (answer) => wayView.show(answer),
  away: () => {},
  refused: () => {},
});

function showAll() {
  fields.show();
  wayView.restore();
  compute.now();
  way.now();
}

kept.onChangedElsewhere(() => {
  Object.assign(entries, kept.load());
  showAll();
});

document.querySelector("[data-clear]").addEventListener("click", () => {
  kept.forget();
  Object.assign(entries, kept.empty());
  saved.textContent = "";
  document.getElementById("clear").close();
  window.location.hash = "section-1";
  showAll();
});

for (const button of document.querySelectorAll("[data-download]")) {
  button.addEventListener("click", async () => {
    button.disabled = true;
    tell((await download(form.dataset[button.dataset.download], token, question())) ? "" : words.noFile);
    button.disabled = false;
  });
}

if (entries.at) saved.textContent = words.saved.replace("{time}", clock.format(new Date(entries.at)));
sections.follow(false);
showAll();
document.documentElement.classList.add("ready");
