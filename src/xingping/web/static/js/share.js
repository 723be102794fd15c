// Hand the page's address on: the phone's own sharing, else the clipboard.
for (const button of document.querySelectorAll("[data-share]")) {
  button.hidden = !(navigator.share || navigator.clipboard);
  button.addEventListener("click", async () => {
    const url = button.dataset.share;
    try {
      if (navigator.share) {
        await navigator.share({ title: document.title, url });
      } else {
        await navigator.clipboard.writeText(url);
        button.lastChild.textContent = button.dataset.shared;
      }
    } catch {
      // The visitor thought better of it.
    }
  });
}
