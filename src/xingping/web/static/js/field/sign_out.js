// Signing out takes what assessors keep on this device off it; what is unsent is asked about first.
import { clearDevice, NAME, unsent } from "./shelf.js";

const form = document.querySelector("[data-field-sign-out]");
const warning = document.querySelector("[data-field-unsent]");
let asked = false;

async function keptHere() {
  const found = (await indexedDB.databases?.()) ?? [{ name: NAME }];
  return found.some((one) => one.name === NAME);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    if (await keptHere()) {
      const count = asked ? 0 : await unsent();
      if (count) {
        asked = true;
        warning.hidden = false;
        warning.querySelector("[data-count]").textContent = String(count);
        form.querySelector("button").disabled = false;
        return;
      }
      await clearDevice();
    }
  } catch {
    // A browser without a store has nothing to clear.
  }
  form.submit();
});
