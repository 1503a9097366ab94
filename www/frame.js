// For a page that holds frames of ours: each gets the height that its own content asks for, and the
// events of its widget. What stands inside a frame is in `frame-inside.js`.
//
// A frame is known by its window, and only ever moves itself; its address must be a frame's, and
// what arrives must come from there (a sandboxed frame says "null"). Any server's frames are served,
// so that the script works from a copy too.
//
// An element that an editor named `querySelectorAll` or `addEventListener` stands before the method of
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
  // Those that spoke before anybody listened are asked again.
  for (const frame of frames()) frame.contentWindow.postMessage("", "*");
})();
