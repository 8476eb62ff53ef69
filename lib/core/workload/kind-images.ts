/** Where the images of an object are, by the row of its kind. */
import { isObject, valueAt } from '../text/json.ts';
import { imageField, podContainers, type Container } from './container.ts';
import { isJobPath } from './effect.ts';
import { fieldName, fieldsBelow, wholeObject, type Field, type FieldPath } from './field-path.ts';
import { ItemBudget } from './item-budget.ts';
import type { Kind } from './kind.ts';
import { MAX_CONTAINERS } from './size-limits.ts';

/** A pod template in an object. */
export interface PodTemplate {
  /** JSON Pointer (RFC 6901) of the template. */
  readonly pointer: string;
  /** Which maps it has: a JSON Patch can add a key only to a map that is there. */
  readonly has: { readonly metadata: boolean; readonly annotations: boolean };
}

/** Whether the image is in the pod template. */
export function isInTemplate({ pointer }: Container, template: PodTemplate): boolean {
  return pointer.startsWith(`${template.pointer}/`);
}

/** Whether jobs run the image: those that run are not replaced, and the next one has it anew. */
export function isInJob({ pointer }: Container): boolean {
  return isJobPath(pointer.split('/'));
}

/** At most 256 of each are kept. */
export interface KindImages {
  readonly containers: readonly Container[];
  readonly templates: readonly PodTemplate[];
  /** How many there are, and how many items the lists have in which they may be. */
  readonly count: { readonly containers: number; readonly templates: number; readonly items: number };
}

/**
 * The images of an object and the templates that they are in. Undefined where a kind with one pod template lacks it; of
 * several none has to be there.
 */
export function readKindImages(kind: Kind, object: unknown): KindImages | undefined {
  const { podTemplate, fields } = kind;
  const whole = wholeObject(object);
  const gathered = new GatheredImages();
  const { budget } = gathered;
  if (podTemplate.length > 0) {
    if (!hasPods(podTemplate, object)) return undefined;
    for (const template of fieldsBelow(whole, podTemplate, budget)) gathered.addTemplate(template, '');
  }
  for (const path of fields.podTemplates)
    for (const template of fieldsBelow(whole, path, budget))
      gathered.addTemplate(template, `.${fieldName(template)}`);
  for (const path of fields.images)
    for (const field of fieldsBelow(whole, path, budget)) gathered.addContainer(imageField(field));
  return gathered;
}

/** An Argo Rollout may take its pods from another workload (`workloadRef`), which is scanned itself. */
function hasPods(podTemplate: FieldPath, object: unknown): boolean {
  const podSpec = valueAt(object, [...podTemplate, 'spec']) ?? valueAt(object, ['spec', 'workloadRef']);
  return isObject(podSpec);
}

class GatheredImages implements KindImages {
  readonly containers: Container[] = [];
  readonly templates: PodTemplate[] = [];
  readonly budget = new ItemBudget();
  #containers = 0;
  #templates = 0;

  get count(): KindImages['count'] {
    return { containers: this.#containers, templates: this.#templates, items: this.budget.met };
  }

  addTemplate(template: Field, suffix: string): void {
    this.#templates += 1;
    if (this.templates.length < MAX_CONTAINERS) this.templates.push(toPodTemplate(template));
    for (const container of podContainers(template, suffix, this.budget)) this.addContainer(container);
  }

  addContainer(container: Container): void {
    this.#containers += 1;
    if (this.containers.length < MAX_CONTAINERS) this.containers.push(container);
  }
}

function toPodTemplate({ pointer, value }: Field): PodTemplate {
  return {
    pointer,
    has: {
      metadata: isObject(valueAt(value, ['metadata'])),
      annotations: isObject(valueAt(value, ['metadata', 'annotations'])),
    },
  };
}
