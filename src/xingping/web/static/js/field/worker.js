// The service worker of the on-site page. `FILES` and `VERSION` are written above by the view that serves it.
// It keeps the empty shell and its files, and nothing else: no page, picture or answer that belongs to a person.
/* global FILES, VERSION */
const CACHE = `xingping-field-${VERSION}`;
const [SHELL] = FILES;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(FILES.map((one) => new Request(one, { cache: "reload", credentials: "omit" }))))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith("xingping-field-") && name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  const address = new URL(event.request.url);
  if (address.origin !== self.location.origin) return;
  const wanted = event.request.mode === "navigate" && address.pathname === SHELL ? SHELL : address.pathname;
  if (!FILES.includes(wanted)) return;
  event.respondWith(caches.open(CACHE).then(async (cache) => (await cache.match(wanted)) ?? fetch(event.request)));
});
