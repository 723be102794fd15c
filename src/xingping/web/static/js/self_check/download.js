// Fetches a file for the entries and hands it to the browser; the page and what was typed stay as they are.
import { post } from "./server.js";

function nameOf(answer) {
  const said = answer.headers.get("Content-Disposition") ?? "";
  const found = /filename\*=utf-8''([^;]+)/i.exec(said);
  return found ? decodeURIComponent(found[1]) : "self-check";
}

// Returns whether it came.
export async function download(address, token, question) {
  try {
    const answer = await post(address, token, question);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = nameOf(answer);
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    return true;
  } catch {
    return false;
  }
}
