// Shows one of the seven sections at a time; the address names it, so that back and links work.
export class Sections {
  constructor(form, scored) {
    this.form = form;
    this.scored = scored;
    this.sections = [...form.querySelectorAll("[data-section]")];
    this.links = [...form.querySelectorAll("[data-section-link]")];
    form.addEventListener("click", (event) => {
      const go = event.target.closest("[data-go]");
      if (go) window.location.hash = `section-${go.dataset.go}`;
      if (event.target.closest("[data-next-missing]")) this.#nextMissing();
    });
    window.addEventListener("hashchange", () => this.follow(true));
  }

  follow(moved) {
    const wanted = decodeURIComponent(window.location.hash.slice(1));
    const target = wanted ? document.getElementById(wanted) : null;
    const section = target?.closest("[data-section]");
    if (!section) {
      if (!moved || !wanted) this.#open(this.sections[0]);
      return;
    }
    this.#open(section);
    if (target === section) {
      window.scrollTo(0, 0);
      if (moved) section.querySelector("h2").focus({ preventScroll: true });
    } else {
      target.scrollIntoView({ block: "center" });
      target.querySelector("[data-score]")?.focus({ preventScroll: true });
    }
  }

  #open(section) {
    for (const one of this.sections) one.hidden = one !== section;
    for (const link of this.links) {
      if (link.dataset.sectionLink === section.dataset.section) {
        link.setAttribute("aria-current", "true");
        link.closest("ul").scrollTo({ left: link.offsetLeft - 16 });
      } else link.removeAttribute("aria-current");
    }
  }

  #nextMissing() {
    const cards = [...this.form.querySelectorAll("[data-card]")];
    const focused = document.activeElement?.closest("[data-card]");
    const from = focused ? cards.indexOf(focused) + 1 : 0;
    const next = [...cards.slice(from), ...cards.slice(0, from)].find((card) => !this.scored(card.dataset.card));
    if (!next) return;
    if (window.location.hash === `#${next.id}`) this.follow(true);
    else window.location.hash = next.id;
  }
}
