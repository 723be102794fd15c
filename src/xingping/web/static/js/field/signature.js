// A signature on the glass: drawn with finger, pen or mouse, kept as a PNG.
import { el } from "./dom.js";

const WIDTH = 640;
const HEIGHT = 240;
const LEAST = 8;

export class SignaturePad {
  constructor(label) {
    this.canvas = el("canvas.field-signature", { role: "img", "aria-label": label });
    this.canvas.width = WIDTH;
    this.canvas.height = HEIGHT;
    this.element = el("div", {}, this.canvas);
    this.strokes = 0;
    this.clear();
    this.canvas.addEventListener("pointerdown", (event) => this.#start(event));
    this.canvas.addEventListener("pointermove", (event) => this.#draw(event));
  }

  get empty() {
    return this.strokes < LEAST;
  }

  clear() {
    const pen = this.canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, WIDTH, HEIGHT);
    pen.strokeStyle = "#1f2328";
    pen.lineWidth = 4;
    pen.lineCap = "round";
    pen.lineJoin = "round";
    this.strokes = 0;
  }

  #place(event) {
    const box = this.canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * WIDTH) / box.width, ((event.clientY - box.top) * HEIGHT) / box.height];
  }

  #start(event) {
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    this.last = this.#place(event);
  }

  #draw(event) {
    if (!this.last || event.buttons === 0) return;
    const pen = this.canvas.getContext("2d");
    const to = this.#place(event);
    pen.beginPath();
    pen.moveTo(...this.last);
    pen.lineTo(...to);
    pen.stroke();
    this.last = to;
    this.strokes += 1;
  }

  // Base64 of the PNG, as the API takes it.
  async png() {
    return this.canvas.toDataURL("image/png").split(",")[1];
  }
}
