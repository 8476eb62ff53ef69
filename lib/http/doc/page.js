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

function table(head, rows) {
  const row = (cells, name) => element('tr', ...cells.map((cell) => element(name, cell)));
  return element(
    'table',
    element('thead', row(head, 'th')),
    element('tbody', ...rows.map((cells) => row(cells, 'td'))),
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
  const answers = Object.entries(responses).map(([status, { description: text, content }]) => [
    element('code', status),
    text,
    element('code', Object.keys(content ?? {}).join(', ')),
  ]);
  return element(
    'section',
    element('h2', element('code', `${method.toUpperCase()} ${path}`)),
    element('p', description ?? summary),
    ...(inputs.length === 0 ? [] : [table(['input', 'type', 'what it is'], inputs)]),
    element('h3', 'Responses'),
    table(['status', 'means', 'type'], answers),
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
  byId('answer').textContent = '';
  const query = byId('dry-run').checked ? '?dryRun=true' : '';
  try {
    const answer = await fetch(`../api/update${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...credential() },
      body: byId('body').value,
    });
    const text = await answer.text();
    byId('status').textContent = `${answer.status} ${answer.headers.get('content-type') ?? ''}`;
    byId('answer').textContent = pretty(text);
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
  .then(show, (error) => {
    byId('summary').textContent = `openapi.json cannot be read: ${error.message}`;
  });
