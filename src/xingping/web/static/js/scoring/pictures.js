// Evidence in large: the re-encoded picture of a photo, or of a PDF's first page.
export function bindPictures(form) {
  const dialog = document.getElementById("picture");
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-shows]");
    if (!button) return;
    const picture = dialog.querySelector("[data-picture]");
    picture.src = button.dataset.shows;
    picture.alt = button.dataset.title;
    dialog.querySelector("[data-picture-title]").textContent = button.dataset.title;
    dialog.querySelector("[data-picture-file]").href = button.dataset.file;
    dialog.showModal();
  });
}
