/** What the updater has no right to, whichever of the roles it has. */
import type { Json } from '../../../../lib/sandbox/json.ts';
import { kind } from '../../../support/builders.ts';
import { UPDATER } from '../../../support/control-plane/control-plane.ts';
import { objectOf, type Right } from './own-cluster.ts';

const DEPLOYMENT = kind('Deployment');

/** Something that stays forbidden: the right as RBAC names it, and a request that needs it. */
export interface Bound {
  readonly what: string;
  readonly right: Right;
  readonly method: string;
  readonly path: string;
  readonly body?: Json;
  readonly headers?: Readonly<Record<string, string>>;
}

/** In a namespace with a Deployment `web` and a secret `key`. */
export function boundsIn(namespace: string): Bound[] {
  const core = `/api/v1/namespaces/${namespace}`;
  const apps = `/apis/apps/v1/namespaces/${namespace}`;
  const batch = `/apis/batch/v1/namespaces/${namespace}`;
  const rbac = `/apis/rbac.authorization.k8s.io/v1`;
  const admission = '/apis/admissionregistration.k8s.io/v1';
  const right = (verb: string, group: string, resource: string, subresource?: string): Right => ({
    verb,
    group,
    resource,
    namespace,
    ...(subresource === undefined ? {} : { subresource }),
  });
  const everywhere = (verb: string, group: string, resource: string): Right => ({ verb, group, resource });
  const made = objectOf(DEPLOYMENT, { namespace, name: 'new' });
  const apply = { 'content-type': 'application/apply-patch+yaml' };
  const empty: Json = [];
  return [
    { what: 'list secrets', right: right('list', '', 'secrets'), method: 'GET', path: `${core}/secrets` },
    { what: 'get a secret', right: right('get', '', 'secrets'), method: 'GET', path: `${core}/secrets/key` },
    {
      what: 'list config maps',
      right: right('list', '', 'configmaps'),
      method: 'GET',
      path: `${core}/configmaps`,
    },
    { what: 'list pods', right: right('list', '', 'pods'), method: 'GET', path: `${core}/pods` },
    {
      what: 'make a pod',
      right: right('create', '', 'pods'),
      method: 'POST',
      path: `${core}/pods`,
      body: { metadata: { name: 'new' }, spec: { containers: [{ name: 'app', image: 'a' }] } },
    },
    {
      what: 'exec into a pod',
      right: right('create', '', 'pods', 'exec'),
      method: 'POST',
      path: `${core}/pods/web/exec?command=id`,
    },
    {
      what: 'exec into a pod by GET',
      right: right('get', '', 'pods', 'exec'),
      method: 'GET',
      path: `${core}/pods/web/exec?command=id`,
    },
    {
      what: "read a pod's log",
      right: right('get', '', 'pods', 'log'),
      method: 'GET',
      path: `${core}/pods/web/log`,
    },
    {
      what: 'make a token of a service account',
      right: right('create', '', 'serviceaccounts', 'token'),
      method: 'POST',
      path: `${core}/serviceaccounts/default/token`,
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { audiences: [] } },
    },
    {
      what: 'make a workload',
      right: right('create', 'apps', 'deployments'),
      method: 'POST',
      path: `${apps}/deployments`,
      body: made,
    },
    {
      // A server-side apply is a patch, and makes what is not there.
      what: 'make a workload by applying it',
      right: right('create', 'apps', 'deployments'),
      method: 'PATCH',
      path: `${apps}/deployments/new?fieldManager=image-updater`,
      body: made,
      headers: apply,
    },
    {
      what: 'replace a workload',
      right: right('update', 'apps', 'deployments'),
      method: 'PUT',
      path: `${apps}/deployments/web`,
      body: objectOf(DEPLOYMENT, { namespace }),
    },
    {
      what: 'delete a workload',
      right: right('delete', 'apps', 'deployments'),
      method: 'DELETE',
      path: `${apps}/deployments/web`,
    },
    {
      what: 'delete all workloads',
      right: right('deletecollection', 'apps', 'deployments'),
      method: 'DELETE',
      path: `${apps}/deployments`,
    },
    {
      what: 'watch workloads',
      right: right('watch', 'apps', 'deployments'),
      method: 'GET',
      path: `${apps}/deployments?watch=1&timeoutSeconds=1`,
    },
    {
      what: 'scale a workload',
      right: right('patch', 'apps', 'deployments', 'scale'),
      method: 'PATCH',
      path: `${apps}/deployments/web/scale`,
      body: empty,
    },
    {
      what: 'write a status',
      right: right('patch', 'apps', 'deployments', 'status'),
      method: 'PATCH',
      path: `${apps}/deployments/web/status`,
      body: empty,
    },
    {
      what: 'list replica sets',
      right: right('list', 'apps', 'replicasets'),
      method: 'GET',
      path: `${apps}/replicasets`,
    },
    { what: 'list jobs', right: right('list', 'batch', 'jobs'), method: 'GET', path: `${batch}/jobs` },
    {
      what: 'make a job',
      right: right('create', 'batch', 'jobs'),
      method: 'POST',
      path: `${batch}/jobs`,
      body: { metadata: { name: 'new' }, spec: { template: {} } },
    },
    {
      what: 'bind a role',
      right: right('create', 'rbac.authorization.k8s.io', 'rolebindings'),
      method: 'POST',
      path: `${rbac}/namespaces/${namespace}/rolebindings`,
      body: {
        metadata: { name: 'new' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'admin' },
      },
    },
    {
      what: 'change its own role',
      right: everywhere('patch', 'rbac.authorization.k8s.io', 'clusterroles'),
      method: 'PATCH',
      path: `${rbac}/clusterroles/image-updater`,
      body: empty,
    },
    {
      what: 'delete the policy',
      right: everywhere('delete', 'admissionregistration.k8s.io', 'validatingadmissionpolicies'),
      method: 'DELETE',
      path: `${admission}/validatingadmissionpolicies/image-updater-image-only.${UPDATER.replace('@', '.')}`,
    },
    {
      what: 'list namespaces',
      right: everywhere('list', '', 'namespaces'),
      method: 'GET',
      path: '/api/v1/namespaces',
    },
    { what: 'list nodes', right: everywhere('list', '', 'nodes'), method: 'GET', path: '/api/v1/nodes' },
  ];
}
