// Shows the server's answer: total, star, radar, subtotals, distance.
const star = (lit) => `star-shape${lit ? "" : " off"}`;

export class ResultView {
  constructor(root) {
    this.root = root;
  }

  show(answer) {
    this.#text("[data-whole]", answer.whole);
    this.#text("[data-rest]", answer.rest);
    this.#text("[data-progress]", answer.progress);
    this.#text("[data-headline]", answer.headline);
    this.#text("[data-note]", answer.note);
    this.#text("[data-distance]", answer.distance);
    this.#text("[data-kept]", answer.kept);
    for (const line of this.root.querySelectorAll("[data-kept]")) line.hidden = !answer.kept;
    this.#stars(answer);
    this.root.querySelector("[data-radar]").setAttribute("points", answer.radar);
    answer.level1.forEach((one, place) => this.#section(one, place));
    this.root.classList.remove("stale");
  }

  #text(selector, text) {
    for (const element of this.root.querySelectorAll(selector)) {
      if (element.textContent !== text) element.textContent = text;
    }
  }

  #stars({ stars, headline }) {
    for (const row of this.root.querySelectorAll("[data-stars] .stars, [data-stars-small] .stars")) {
      row.setAttribute("aria-label", headline);
      [...row.children].forEach((shape, place) => shape.setAttribute("class", star(place < stars)));
    }
  }

  #section(one, place) {
    const bar = this.root.querySelector(`[data-level1="${place}"]`);
    bar.querySelector("progress").value = Number(one.points);
    bar.querySelector(".number").textContent = `${one.points} / ${one.max}`;
    const link = this.root.querySelector(`[data-section-link="${place + 1}"]`);
    link.querySelector("[data-section-count]").textContent = `${one.scored} / ${one.count}`;
    link.querySelector("progress").value = one.scored;
  }
}
