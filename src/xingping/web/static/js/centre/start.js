// Offers the self-check kept in this browser as a beginning.
const KEY = "xingping.self-check.1";
const choice = document.querySelector("[data-self-check]");
const field = document.querySelector("[data-self-check-entries]");

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEY));
  } catch {
    return null;
  }
}

const entries = choice ? kept() : null;
if (entries?.at) {
  const { kind, facts, ticks, scores } = entries;
  field.value = JSON.stringify({ kind, facts, ticks, scores });
  const line = choice.querySelector("[data-self-check-when]");
  line.textContent = line.dataset.words.replace("{time}", new Date(entries.at).toLocaleString("zh-CN", { dateStyle: "medium", timeStyle: "short" }));
  choice.hidden = false;
}
