/**
 * CodeMirror makes its styles while it runs. In a document it would add a style element, which our content security
 * policy refuses (style-src 'self'); in a shadow root it adopts a constructed sheet, which no policy has to allow.
 * Custom properties reach into the shadow, so the tokens hold there too.
 */
export function openShadow(host: HTMLElement): ShadowRoot {
  return host.shadowRoot ?? host.attachShadow({ mode: 'open' });
}
