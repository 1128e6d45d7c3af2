import { html, type Markup, type TemplatePart } from './escape.js';
import { STYLE } from './style.js';

/** A whole HTML document: it loads nothing, and runs nothing. `body`: what stands between the tags of the body. */
export function htmlDocument(title: TemplatePart, body: Markup): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${{ markup: STYLE }}</style>
</head>
<body>
${body}
</body>
</html>
`;
}
