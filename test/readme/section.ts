/** A part of a document that is made from the code: it stands between two comments with its name. */

/** The document with this section between its comments. */
export function fill(document: string, name: string, section: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [document.indexOf(open), document.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`the document has no section ${name}`);
  return `${document.slice(0, from + open.length)}\n\n${section}\n${document.slice(to)}`;
}
