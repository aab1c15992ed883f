// The page that has Stately's inspector in a frame and hands on to it what comes over the WebSocket, as the bridge of
// `@statelyai/inspect` does. Only events go to the frame, and only to Stately's own sites; the token stays here.

/** Where Stately's inspector is, and where it may lead to; as a Content-Security-Policy names sites. */
export const statelySites = 'https://stately.ai https://*.stately.ai';

export const bridgePage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>parley: Stately's inspector</title>
<link rel="stylesheet" href="stately.css">
<iframe id="inspector" title="Stately's inspector" referrerpolicy="no-referrer"></iframe>
<p id="state" role="status">Stately's inspector is a page of the internet. While it loads, nothing is sent.</p>
<script src="stately.js"></script>
</html>
`;

export const bridgeStyle = `html, body { height: 100%; margin: 0; display: flex; flex-direction: column; font: 14px system-ui; color-scheme: light dark }
iframe { flex: 1; border: 0 }
p { margin: 0; padding: 4px 8px }
`;

export const bridgeScript = `'use strict';
const frame = document.getElementById('inspector');
const state = document.getElementById('state');
const isStately = (origin) => /^https:\\/\\/([a-z0-9-]+\\.)*stately\\.ai$/.test(origin);
let socket;
addEventListener('message', ({ source, origin, data }) => {
  if (source !== frame.contentWindow || !isStately(origin) || data?.type !== '@statelyai.connected') return;
  // It has forgotten what a former one told, when it was loaded anew.
  if (socket) socket.onclose = null;
  socket?.close();
  socket = new WebSocket(new URL('stately-events', location.href.replace(/^http/, 'ws')));
  socket.onmessage = (event) => frame.contentWindow.postMessage(JSON.parse(event.data), origin);
  socket.onopen = () => { state.textContent = 'Connected.'; };
  socket.onclose = () => { state.textContent = 'The program has ended.'; };
});
// Not before somebody listens: it says only once that it is there.
frame.src = 'https://stately.ai/inspect';
`;
