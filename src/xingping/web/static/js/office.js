// The officer's queue: tick the whole page, say how many are ticked. Works without it.
const all = document.querySelector("[data-ticks-all]");
const boxes = [...document.querySelectorAll('input[name="case"][form="bulk"]')];
const said = document.querySelector("[data-ticked]");

function tell() {
  const count = boxes.filter((box) => box.checked).length;
  if (said) said.textContent = count ? said.dataset.words.replace("{count}", count) : "";
  if (all) {
    all.checked = count > 0 && count === boxes.length;
    all.indeterminate = count > 0 && count < boxes.length;
  }
}

all?.addEventListener("change", () => {
  for (const box of boxes) box.checked = all.checked;
  tell();
});
for (const box of boxes) box.addEventListener("change", tell);
tell();
