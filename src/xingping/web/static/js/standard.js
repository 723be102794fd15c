// Narrows the list of indicators while typing; the form works without this.
const form = document.querySelector("[data-filter-form]");
const field = form.querySelector("input");
const status = form.querySelector("[data-filter-status]");
const indicators = [...document.querySelectorAll("[data-indicator]")];
const words = indicators.map((one) => one.dataset.words.normalize("NFKC").toLowerCase());
const complete = !field.value;

function narrow() {
  const wanted = field.value.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
  const serial = wanted.length === 1 && /^[0-9]+(-[0-9]+)?$/.test(wanted[0]) ? wanted[0] : null;
  let count = 0;
  indicators.forEach((one, place) => {
    const text = words[place];
    const own = text.slice(0, text.indexOf(" "));
    const found = serial ? own === serial || own.split("-").includes(serial) : wanted.every((word) => text.includes(word));
    one.hidden = !found;
    count += found;
  });
  for (const list of document.querySelectorAll(".standard-list")) {
    const empty = !list.querySelector("[data-indicator]:not([hidden])");
    list.hidden = empty;
    list.previousElementSibling.hidden = empty;
  }
  for (const section of document.querySelectorAll("[data-section]")) {
    section.hidden = !section.querySelector("[data-indicator]:not([hidden])");
  }
  const text = wanted.length ? status.dataset.found : status.dataset.all;
  status.textContent = text.replace("{count}", count);
}

if (complete) {
  field.addEventListener("input", narrow);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    narrow();
  });
}
