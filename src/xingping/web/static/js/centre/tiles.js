// Evidence under its indicator: small pictures, and files on their way.
const ICONS = { "application/pdf": "file-type-pdf", "video/mp4": "player-play", "video/webm": "player-play" };

export function element(name, className = "", text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

export function icon(name) {
  const sprite = document.querySelector(".icon use").getAttribute("href").split("#")[0];
  const made = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  made.setAttribute("class", "icon");
  made.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${sprite}#${name}`);
  made.append(use);
  return made;
}

function iconOf(item) {
  if (item.mode === "link") return "link";
  if (item.mode === "on_site") return "eye";
  if (item.media_type.startsWith("image/")) return "photo";
  return ICONS[item.media_type] ?? "file-text";
}

export function itemTile(item, { words, page, local }) {
  const tile = element("li", "evidence-tile");
  const button = element("button", "tile-open");
  button.type = "button";
  button.dataset.item = item.id;
  button.setAttribute("aria-label", words.openItem.replace("{caption}", item.caption));
  if (item.thumbnail || local) {
    const picture = element("img");
    picture.src = item.thumbnail ? `/evidence/${item.version}/thumbnail/` : local;
    picture.alt = "";
    picture.loading = "lazy";
    button.append(picture);
  } else button.append(icon(iconOf(item)));
  button.append(element("span", "tile-name", item.caption));
  const tag = tagOf(item, words, page);
  if (tag) button.append(element("span", "tag warn tile-tag", tag));
  tile.append(button);
  return tile;
}

function tagOf(item, words, page) {
  if (item.valid_until && item.valid_until < page.today) return words.expired;
  if (item.dated && item.dated < page.staleBefore) return words.stale;
  if (item.mode === "on_site") return words.onSite;
  if (item.number > 1) return words.version.replace("{number}", item.number);
  return "";
}

// A file on its way: {node, progress, away, refused}.
export function uploadTile(name, words, cancelled) {
  const node = document.getElementById("upload-tile").content.firstElementChild.cloneNode(true);
  const bar = node.querySelector("progress");
  const state = node.querySelector(".tile-state");
  const button = node.querySelector(".tile-cancel");
  node.querySelector(".tile-name").textContent = name;
  bar.setAttribute("aria-label", name);
  button.querySelector("span").textContent = words.cancel;
  state.textContent = words.waiting;
  button.addEventListener("click", () => {
    node.remove();
    cancelled();
  });
  return {
    node,
    progress(percent) {
      bar.value = percent;
      node.classList.remove("away");
      state.textContent = percent < 100 ? words.uploading.replace("{percent}", percent) : words.checking;
    },
    away() {
      node.classList.add("away");
      state.textContent = words.resuming;
    },
  };
}
