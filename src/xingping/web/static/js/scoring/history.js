// Every change of one indicator of the own sheet, newest first; and values in words.
import { ask } from "../saving/request.js";
import { scoreText } from "../saving/values.js";

const moment = new Intl.DateTimeFormat("zh-CN", { dateStyle: "short", timeStyle: "medium", hour12: false });

export function describe(words, name, value) {
  if (value === null || value === undefined) return words.nothing;
  if (name.startsWith("scores.")) return scoreText(value) || "0";
  if (typeof value === "boolean") return value ? words.yes : words.no;
  if (name.startsWith("flags.")) {
    const parts = value.not_seen ? [words.notSeen] : [];
    if (value.confidence) parts.push(words.confidence.replace("{level}", words.levels.split(" ")[value.confidence - 1]));
    return parts.join("，") || words.nothing;
  }
  return value.length > 60 ? `${value.slice(0, 60)}…` : value;
}

function line(words, change, device) {
  const item = document.createElement("li");
  const when = document.createElement("div");
  when.className = "small muted";
  when.textContent = `${moment.format(new Date(change.at))} · ${change.device === device ? words.thisDevice : words.otherDevice}`;
  const [section, ...rest] = change.field.split(".");
  const what = words[`what_${section}`].replace("{id}", rest.join("."));
  const text = document.createElement("div");
  text.textContent = words.change
    .replace("{what}", what)
    .replace("{before}", describe(words, change.field, change.before))
    .replace("{after}", describe(words, change.field, change.after));
  item.append(text, when);
  return item;
}

export function bindHistory(form, { words, device }) {
  const dialog = document.getElementById("history");
  const list = dialog.querySelector("[data-history]");
  form.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-history-of]");
    if (!button) return;
    let shown;
    try {
      const told = await ask("GET", `${form.dataset.save}/history?serial=${encodeURIComponent(button.dataset.historyOf)}`);
      shown = told.changes.map((one) => line(words, one, device));
    } catch {
      shown = null;
    }
    if (shown?.length) list.replaceChildren(...shown);
    else {
      const item = document.createElement("li");
      item.textContent = shown ? words.noHistory : words.historyAway;
      list.replaceChildren(item);
    }
    dialog.showModal();
  });
}
