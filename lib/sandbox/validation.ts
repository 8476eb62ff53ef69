/**
 * The part of the API server's validation that is relevant for patches of the updater: syntax and size of labels and
 * annotations, and images. Messages are those of Kubernetes 1.36. An image that consists of spaces is accepted in a pod template,
 * like by the API server.
 */
import { memberAt, isList, isMap, mapOr, member, type Json } from './json.ts';
import { readTexts, type KubernetesObject } from './kubernetes-object.ts';
import { formatApiVersion, type Resource } from './resources.ts';
import type { Cause } from './write-refusal.ts';

/** The size of keys and values of all annotations of an object, in bytes. */
export const ANNOTATIONS_LIMIT = 256 * 1024;

const QUALIFIED_NAME = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

const LABEL_VALUE_RULE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start " +
  "and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for " +
  "validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const NAME_RULE =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric " +
  "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is " +
  "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const PREFIX_RULE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start " +
  "and end with an alphanumeric character (e.g. 'example.com', regex used for validation is " +
  "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

/**
 * The errors of a patched object; empty for a valid one. The API server checks metadata three times, and reports each error
 * three times.
 */
export function validate(resource: Resource, object: KubernetesObject): readonly Cause[] {
  const metadata = [...labelCauses(object), ...annotationCauses(object)];
  return [...metadata, ...metadata, ...metadata, ...imageCauses(resource, object)];
}

/** Members of a wrong type, because of which the object cannot be decoded; empty for a valid object. */
export function typeErrors(resource: Resource, document: Json): readonly string[] {
  const metadata = member(document, 'metadata') ?? {};
  if (!isMap(document) || !isMap(metadata)) return ['the object and its metadata have to be maps'];
  const maps = ['labels', 'annotations'].filter((key) => !isTextMap(member(metadata, key)));
  const types = Object.entries({ kind: resource.kind, apiVersion: formatApiVersion(resource) }).filter(
    ([key, type]) => !isType(resource, member(document, key), type),
  );
  const images =
    resource.custom === true ? [] : listContainers(resource, document).filter(({ image }) => !isText(image));
  return [
    ...types.map(([key]) => key),
    ...maps.map((key) => `metadata.${key}`),
    ...images.map(({ field }) => field),
  ].map((field) => `${field} has the wrong type`);
}

/** Built-in kinds may omit their type. */
function isType(resource: Resource, value: Json | undefined, type: string): boolean {
  return value === type || (resource.custom !== true && value === undefined);
}

function isText(value: Json | undefined): boolean {
  return typeof value === 'string' || value === undefined || value === null;
}

function isTextMap(value: Json | undefined): boolean {
  return value === undefined || value === null || (isMap(value) && Object.values(value).every(isText));
}

function labelCauses({ metadata }: KubernetesObject): readonly Cause[] {
  const field = 'metadata.labels';
  const labels = sorted(readTexts(metadata['labels']));
  return labels.flatMap(([key, value]) => {
    const ofKey = nameComplaints(key).map((complaint) => invalidValue(field, key, complaint));
    return ofKey.concat(
      labelValueComplaints(value).map((complaint) => invalidValue(field, value, complaint)),
    );
  });
}

function annotationCauses({ metadata }: KubernetesObject): readonly Cause[] {
  const field = 'metadata.annotations';
  const annotations = sorted(readTexts(metadata['annotations']));
  const size = annotations.reduce((sum, entry) => sum + Buffer.byteLength(entry.join('')), 0);
  const tooLong = `Too long: may not be more than ${ANNOTATIONS_LIMIT} bytes`;
  return [
    ...annotations.flatMap(([key]) =>
      nameComplaints(key.toLowerCase()).map((complaint) => invalidValue(field, key, complaint)),
    ),
    ...(size > ANNOTATIONS_LIMIT ? [{ reason: 'FieldValueTooLong', message: tooLong, field }] : []),
  ];
}

function imageCauses(resource: Resource, object: KubernetesObject): readonly Cause[] {
  if (resource.custom === true) return [];
  return listContainers(resource, object)
    .filter(({ image }) => image === undefined || image === null || image === '')
    .map(({ field }) => ({ reason: 'FieldValueRequired', message: 'Required value', field }));
}

function listContainers(
  resource: Resource,
  object: Json,
): readonly { readonly image: Json | undefined; readonly field: string }[] {
  const { template } = resource;
  if (template === undefined) return [];
  const path = [...template, 'spec'];
  return ['initContainers', 'containers'].flatMap((key) => {
    const containers = memberAt(object, [...path, key]);
    if (!isList(containers)) return [];
    return containers.map((container, index) => ({
      image: mapOr(container)['image'],
      field: `${path.join('.')}.${key}[${index}].image`,
    }));
  });
}

function labelValueComplaints(value: string): readonly string[] {
  return [
    ...(Buffer.byteLength(value) > 63 ? ['must be no more than 63 bytes'] : []),
    ...(LABEL_VALUE.test(value) ? [] : [LABEL_VALUE_RULE]),
  ];
}

/** `[prefix/]name`: the errors of a key of labels or annotations. */
function nameComplaints(key: string): readonly string[] {
  const parts = key.split('/');
  if (parts.length > 2) {
    return [
      `a valid label key ${NAME_RULE} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const name = parts.at(-1) ?? '';
  return [...(parts.length === 2 ? prefixComplaints(parts[0] ?? '') : []), ...shortNameComplaints(name)];
}

function prefixComplaints(prefix: string): readonly string[] {
  if (prefix === '') return ['prefix part must be non-empty'];
  return [
    ...(prefix.length > 253 ? ['prefix part must be no more than 253 bytes'] : []),
    ...(SUBDOMAIN.test(prefix) ? [] : [`prefix part ${PREFIX_RULE}`]),
  ];
}

function shortNameComplaints(name: string): readonly string[] {
  if (name === '') return ['name part must be non-empty', `name part ${NAME_RULE}`];
  return [
    ...(name.length > 63 ? ['name part must be no more than 63 bytes'] : []),
    ...(QUALIFIED_NAME.test(name) ? [] : [`name part ${NAME_RULE}`]),
  ];
}

function invalidValue(field: string, value: string, complaint: string): Cause {
  const message = `Invalid value: ${JSON.stringify(value)}: ${complaint}`;
  return { reason: 'FieldValueInvalid', message, field };
}

/** The API server iterates Go maps in random order; here the order is fixed. */
function sorted(texts: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(texts).toSorted(([left], [right]) => (left < right ? -1 : 1));
}
