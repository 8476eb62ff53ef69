// The page of the API: shows ../openapi.json, and sends requests only to its own origin. All texts are inserted as text,
// never as HTML; the key stays in its field.
'use strict';

const byId = (id) => document.getElementById(id);

/** An element with these children: elements, or texts. */
function element(name, ...children) {
  const made = document.createElement(name);
  made.append(...children);
  return made;
}

/** The same with a role. Rows are grids on narrow screens, and some browsers take nothing but a table for one. */
function withRole(role, name, ...children) {
  const made = element(name, ...children);
  made.setAttribute('role', role);
  return made;
}

function table(head, rows) {
  const headers = head.map((text) => withRole('columnheader', 'th', text));
  const body = rows.map((cells) =>
    withRole('row', 'tr', ...cells.map((cell) => withRole('cell', 'td', cell))),
  );
  return withRole(
    'table',
    'table',
    withRole('rowgroup', 'thead', withRole('row', 'tr', ...headers)),
    withRole('rowgroup', 'tbody', ...body),
  );
}

/** What a reference of the document stands for. */
function resolved(part, api) {
  if (part === undefined || part.$ref === undefined) return part;
  return part.$ref
    .split('/')
    .slice(1)
    .reduce((at, key) => at[key], api);
}

function fieldsOf(schema) {
  const required = schema.required ?? [];
  return Object.entries(schema.properties ?? {}).map(([name, { type, description }]) => [
    element('code', name),
    `${type ?? ''}${required.includes(name) ? '' : ', optional'}`,
    description ?? '',
  ]);
}

function operation(path, method, { summary, description, parameters = [], requestBody, responses }, api) {
  const body = resolved(requestBody?.content['application/json'].schema, api);
  const inputs = [
    ...parameters.map(({ name, schema, description: text }) => [
      element('code', `?${name}`),
      schema.type,
      text,
    ]),
    ...(body === undefined ? [] : fieldsOf(body)),
  ];
  const answers = Object.entries(responses).map(([status, { description: text, content, headers }]) => [
    element('code', status),
    text,
    element('code', [...Object.keys(content ?? {}), ...Object.keys(headers ?? {})].join(', ')),
  ]);
  return element(
    'section',
    element('h2', element('code', `${method.toUpperCase()} ${path}`)),
    element('p', description ?? summary),
    ...(inputs.length === 0 ? [] : [table(['input', 'type', 'what it is'], inputs)]),
    element('h3', 'Responses'),
    table(['status', 'means', 'type, headers'], answers),
  );
}

function show(api) {
  byId('summary').textContent = `${api.info.summary} Version ${api.info.version}.`;
  for (const [path, methods] of Object.entries(api.paths))
    for (const [method, each] of Object.entries(methods))
      byId('operations').append(operation(path, method, each, api));
  const { example } = api.paths['/api/update'].post.requestBody.content['application/json'];
  byId('body').value = JSON.stringify(example, null, 2);
  byId('try').hidden = false;
}

function credential() {
  const [scheme, secret] = [byId('scheme').value, byId('secret').value];
  if (secret === '') return {};
  return scheme === 'X-Api-Key' ? { 'x-api-key': secret } : { authorization: `${scheme} ${secret}` };
}

async function send() {
  byId('status').textContent = 'Sending…';
  byId('answer').hidden = true;
  byId('answer').textContent = '';
  const query = byId('dry-run').checked ? '?dryRun=true' : '';
  try {
    const answer = await fetch(`../api/update${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...credential() },
      body: byId('body').value,
    });
    const text = await answer.text();
    byId('answer').textContent = pretty(text);
    byId('answer').hidden = false;
    const type = answer.headers.get('content-type') ?? 'without content';
    byId('status').textContent = `${answer.status} ${type}; the answer is below.`;
  } catch (error) {
    byId('status').textContent = `No response: ${error.message}`;
  }
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

byId('form').addEventListener('submit', (event) => {
  event.preventDefault();
  void send();
});

fetch('../openapi.json')
  .then((answer) => answer.json())
  .then(show)
  .catch((error) => {
    byId('summary').textContent = `openapi.json cannot be read: ${error.message}`;
  });
