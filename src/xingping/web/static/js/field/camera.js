// From the phone's camera to what is kept: smaller, without the file's own data, with time and place beside it.
import { isoNow } from "./dom.js";

const EDGE = 1600;
const QUALITY = 0.82;
const PLACE_WAIT = 8000;

// Drawing anew leaves out everything that the camera wrote into the file (EXIF, serial numbers, names).
export async function reduced(file) {
  const drawn = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, EDGE / Math.max(drawn.width, drawn.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(drawn.width * scale));
  canvas.height = Math.max(1, Math.round(drawn.height * scale));
  canvas.getContext("2d").drawImage(drawn, 0, 0, canvas.width, canvas.height);
  drawn.close();
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  if (!blob) throw new Error("no picture");
  return blob;
}

// Where the phone is, or null: asked when the camera opens, so that it is known when the photo is there.
export function whereabouts() {
  return new Promise((resolve) => {
    if (!navigator.geolocation) return resolve(null);
    const found = ({ coords }) =>
      resolve({ latitude: coords.latitude.toFixed(6), longitude: coords.longitude.toFixed(6), accuracy: Math.round(coords.accuracy) });
    navigator.geolocation.getCurrentPosition(found, () => resolve(null), { enableHighAccuracy: true, timeout: PLACE_WAIT, maximumAge: 60000 });
  });
}

export async function photograph(work, serial, file, place) {
  const taken_at = isoNow(Date.now() - file.lastModified < 600000 ? new Date(file.lastModified) : new Date());
  return work.addPhoto(serial, await reduced(file), { taken_at, place: await place });
}

const RADIUS = 6371000;
const radians = (degrees) => (degrees * Math.PI) / 180;

export function metres(place, centre) {
  if (!place || !centre.latitude) return null;
  const one = radians(Number(place.latitude));
  const other = radians(Number(centre.latitude));
  const across = radians(Number(centre.longitude) - Number(place.longitude));
  const half = Math.sin((other - one) / 2) ** 2 + Math.cos(one) * Math.cos(other) * Math.sin(across / 2) ** 2;
  return Math.round(2 * RADIUS * Math.asin(Math.sqrt(half)));
}
