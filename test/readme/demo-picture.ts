/** The demo as an animated picture (SVG): its lines appear one after another, as a terminal would print them. */

/** In pixels: a line of text, a column of it, and the space around all lines. */
const LINE = 18;
const COLUMN = 8.4;
const MARGIN = 20;
/** Seconds between two lines. */
const PAUSE = 0.2;

/** The lines as a picture. Without animations (`prefers-reduced-motion`) all are there from the start. */
export function terminalPicture(lines: readonly string[], title: string): string {
  const columns = Math.max(...lines.map((line) => line.length));
  const width = Math.ceil(columns * COLUMN) + 2 * MARGIN;
  const height = lines.length * LINE + 2 * MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    '<style>',
    'rect { fill: #101418 }',
    'text { fill: #d0d7de; font: 14px ui-monospace, monospace; white-space: pre }',
    '.command { fill: #7ee787 } .step { fill: #79c0ff } .reason { fill: #ffa657 }',
    '@media (prefers-reduced-motion: no-preference) { text { animation: show 0s both } }',
    '@keyframes show { from { opacity: 0 } to { opacity: 1 } }',
    '</style>',
    `<rect width="${width}" height="${height}" rx="8"/>`,
    ...lines.flatMap((line, index) => (line === '' ? [] : [textElement(line, index)])),
    '</svg>',
    '',
  ].join('\n');
}

function textElement(line: string, index: number): string {
  const y = MARGIN + (index + 1) * LINE - 4;
  const delay = Number((index * PAUSE).toFixed(1));
  return `<text x="${MARGIN}" y="${y}" class="${kindOf(line)}" style="animation-delay: ${delay}s" xml:space="preserve">${escaped(line)}</text>`;
}

/** What colours the line. */
function kindOf(line: string): 'command' | 'step' | 'reason' | 'line' {
  if (line.startsWith('$ ')) return 'command';
  if (/^\d\. /.test(line)) return 'step';
  return /^ {2}[A-Z]\w+: /.test(line) ? 'reason' : 'line';
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
