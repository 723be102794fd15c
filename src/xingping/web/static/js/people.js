// Forms about roles show the fields that the chosen role needs; links shown once can be copied.
const role = document.querySelector("select[name=role]");
if (role) {
  const fit = () => {
    for (const part of document.querySelectorAll("[data-roles]")) {
      part.hidden = !part.dataset.roles.split(" ").includes(role.value);
    }
  };
  role.addEventListener("change", fit);
  fit();
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copies]");
  if (!button) return;
  const text = document.getElementById(button.dataset.copies).textContent.trim();
  try {
    await navigator.clipboard.writeText(text);
    button.querySelector("span").textContent = button.dataset.copied;
  } catch {
    getSelection().selectAllChildren(document.getElementById(button.dataset.copies));
  }
});
