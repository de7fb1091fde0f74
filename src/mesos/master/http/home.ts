import type { HttpHandler } from '../../process/http/message.js';

/**
 * `/`: where Mesos has its web interface, a page for whoever opens a master's address in a browser. It says what can be asked.
 * @param about what each path shows, in a sentence
 */
export function homePage(about: Readonly<Record<string, string>>): HttpHandler {
  const rows = Object.entries(about).map(
    ([path, sentence]) => `<tr><td><a href="${path.slice(1)}">${path}</a></td><td>${sentence}</td></tr>`,
  );
  const body = `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Mesos master</title>
<style>body { font-family: sans-serif; margin: 2rem; } td { padding: 0.2rem 1.5rem 0.2rem 0; }</style></head>
<body>
<h1>Mesos master</h1>
<p>This master is part of a minimesos cluster. It has no web interface; this is what it can be asked:</p>
<table>
${rows.join('\n')}
</table>
</body>
</html>
`;
  return () => ({ status: 200, headers: { 'Content-Type': 'text/html' }, body });
}
