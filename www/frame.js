// For a page that contains our frames: sets each frame's height to that of its content, and passes
// on its widget's events. `frame-inside.js` runs inside a frame.
//
// A message is matched to a frame by its window, and only affects that frame. The frame's address
// must be one of ours, and the message must come from that address's origin (a sandboxed frame has
// the origin "null"). Frames of any server are accepted, so a copy of this script works too.
//
// An element that an editor named `querySelectorAll` or `addEventListener` would hide the method of
// that name, so both are taken from the prototypes.
(() => {
  const frames = () => [...Document.prototype.querySelectorAll.call(document, 'iframe[src*="/frame/v1/"]')];
  EventTarget.prototype.addEventListener.call(window, "message", ({ source, origin, data }) => {
    for (const frame of frames()) {
      const from = new URL(frame.src);
      if (frame.contentWindow != source || (origin != from.origin && origin != "null") || from.pathname.indexOf("/frame/v1/")) continue;
      if (data?.type == "undersigned:height") frame.style.height = Math.min(data.height, 2e4) + "px";
      if (data?.type == "undersigned:event")
        frame.dispatchEvent(new CustomEvent("undersigned:" + data.name, { bubbles: true, detail: data.detail }));
    }
  });
  // Frames that sent messages before this script listened are asked again.
  for (const frame of frames()) frame.contentWindow.postMessage("", "*");
})();
